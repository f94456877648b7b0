"""What the pixels of a file give: its thumbnail, its perceptual hash, its NSFW score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.domain.report import NsfwScore, Step
from app.readers.nsfw import load_classifier
from app.readers.options import ReadOptions
from app.readers.pixels.thumbnail import Pixels, compute_perceptual_hash, encode_thumbnail, shrink, shrink_for_model
from app.readers.report.report_builder import ReportBuilder


def show(report_builder: ReportBuilder, pixels: Pixels, options: ReadOptions) -> None:
    """Thumbnail and perceptual hash, both of the same small picture."""
    with report_builder.attempt(Step.THUMBNAIL):
        small = shrink(pixels, options.thumbnail_px)
        report_builder.put(thumbnail=encode_thumbnail(small))
        if (hashes := report_builder.values.get("hashes")) is not None:
            report_builder.put(hashes=replace(hashes, perceptual=compute_perceptual_hash(small)))


def judge(report_builder: ReportBuilder, frames: Iterable[Pixels], options: ReadOptions) -> None:
    """The highest score of all frames: one frame makes a video unsafe. No model, no score, and no failure either."""
    if not options.nsfw:
        return
    with report_builder.attempt(Step.NSFW):
        classifier = load_classifier(options.nsfw_model)
        if classifier is None:
            return
        scores = [classifier.score(shrink_for_model(pixels)) for pixels in frames]
        if scores:
            origin = "the picture" if len(scores) == 1 else f"the highest of {len(scores)} frames"
            report_builder.put(origin, nsfw=NsfwScore(round(max(scores), 6), classifier.name))
