"""What the pixels of a file give: its thumbnail, its perceptual hash, its NSFW score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.domain.report import NsfwScore, Step
from app.readers.nsfw import load_classifier
from app.readers.options import ReadOptions
from app.readers.pixels.thumbnail import Pixels, encode_thumbnail, for_model, perceptual_hash, shrunk
from app.readers.report.report_builder import ReportDraft


def show(draft: ReportDraft, pixels: Pixels, options: ReadOptions) -> None:
    """Thumbnail and perceptual hash, both of the same small picture."""
    with draft.attempt(Step.THUMBNAIL):
        small = shrunk(pixels, options.thumbnail_px)
        draft.put(thumbnail=encode_thumbnail(small))
        if (hashes := draft.values.get("hashes")) is not None:
            draft.put(hashes=replace(hashes, perceptual=perceptual_hash(small)))


def judge(draft: ReportDraft, frames: Iterable[Pixels], options: ReadOptions) -> None:
    """The highest score of all frames: one frame makes a video unsafe. No model, no score, and no failure either."""
    if not options.nsfw:
        return
    with draft.attempt(Step.NSFW):
        classifier = load_classifier(options.nsfw_model)
        if classifier is None:
            return
        scores = [classifier.score(for_model(pixels)) for pixels in frames]
        if scores:
            origin = "the picture" if len(scores) == 1 else f"the highest of {len(scores)} frames"
            draft.put(origin, nsfw=NsfwScore(round(max(scores), 6), classifier.name))
