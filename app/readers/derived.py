"""What follows from the bytes and the pixels of a file: its hashes, its thumbnail, its NSFW score."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.domain.report import NsfwScore, Step
from app.readers.limits import MIB
from app.readers.nsfw import load_classifier
from app.readers.options import ReadOptions
from app.readers.pixels.thumbnail import (
    Pixels,
    compute_perceptual_hash,
    encode_thumbnail,
    shrink,
    shrink_for_model,
)
from app.readers.report.report_builder import ReportBuilder


def put_content_hash(report: ReportBuilder, size: int, compute: Callable[[], str], options: ReadOptions) -> str | None:
    """Return the hash of the bytes. Where `options` leave it out of a file of `size` bytes, say so and return None."""
    if not options.pixels and options.hashed_bytes is not None and size > options.hashed_bytes:
        report.provenance["hashes"] = f"left out, because the file has more than {options.hashed_bytes // MIB:,} MB"
        return None
    return report.attempt(Step.HASH, compute)


def put_thumbnail(report: ReportBuilder, pixels: Pixels, options: ReadOptions) -> str | None:
    """Put the thumbnail and return the perceptual hash, both made from the same small picture."""
    return report.attempt(Step.THUMBNAIL, lambda: _make_thumbnail(report, pixels, options))


def _make_thumbnail(report: ReportBuilder, pixels: Pixels, options: ReadOptions) -> str:
    small = shrink(pixels, options.thumbnail_px)
    report.put(thumbnail=encode_thumbnail(small))
    return compute_perceptual_hash(small)


def put_nsfw_score(report: ReportBuilder, frames: Iterable[Pixels], options: ReadOptions) -> None:
    """Put the highest score of all frames: one frame makes a video unsafe. Without a model nothing is put."""
    if options.nsfw:
        report.attempt(Step.NSFW, lambda: _score(report, frames, options))


def _score(report: ReportBuilder, frames: Iterable[Pixels], options: ReadOptions) -> None:
    classifier = load_classifier(options.nsfw_model)
    if classifier is None:
        return
    scores = [classifier.score(shrink_for_model(pixels)) for pixels in frames]
    if scores:
        origin = "the picture" if len(scores) == 1 else f"the highest of {len(scores)} frames"
        report.put(origin, nsfw=NsfwScore(round(max(scores), 6), classifier.name))
