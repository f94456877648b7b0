"""Reads one picture. Its bytes are read once and decoded once."""

from __future__ import annotations

from blake3 import blake3

from app.domain.report import Failure, Hashes, Step
from app.readers.containers.reading import read_container
from app.readers.derived import put_nsfw_score, put_thumbnail
from app.readers.formats import Format
from app.readers.metadata.parse import parse_metadata
from app.readers.metadata.raw import RawMetadata
from app.readers.options import ReadOptions
from app.readers.pixels.decode import DecodedImage, decode_image
from app.readers.pixels.thumbnail import turn_upright
from app.readers.precedence import fill_report, report_problems
from app.readers.reasons import capture_failure
from app.readers.report.report_builder import ReportBuilder
from app.readers.report.versions import sign_origin
from app.readers.sidecars import read_sidecars
from app.readers.source import Source


def read_image(report: ReportBuilder, source: Source, found: Format, options: ReadOptions) -> None:
    """Run every step that can run: a picture that cannot be decoded is still reported with its metadata."""
    data = report.attempt(Step.OPEN, source.read_all)
    if data is None:
        return
    limits = source.limits
    content_hash = report.attempt(Step.HASH, lambda: blake3(data).hexdigest())
    raw = read_container(found.name, data, limits)
    decoded = capture_failure(Step.DECODE, lambda: decode_image(found.name, data, raw, limits, options.thumbnail_px))
    image, decode_failure = (None, decoded) if isinstance(decoded, Failure) else (decoded, None)
    sidecars = read_sidecars(report.path, options, limits)
    parsed = parse_metadata(raw, limits, hidden_bits=image.hidden_bits if image else None, sidecar=sidecars.xmp)
    orientation = 1 if raw.is_rotated_by_container else parsed.orientation

    report_problems(report, raw, parsed)
    report.fail(decode_failure)
    _put_size(report, raw, image, orientation)
    fill_report(report, parsed, sidecars, options, limits)
    perceptual_hash = _put_derived(report, image, orientation, options) if image else None
    if content_hash is not None:
        report.put(hashes=Hashes(content_hash, perceptual_hash, image.pixel_hash if image else None))


def _put_size(report: ReportBuilder, raw: RawMetadata, image: DecodedImage | None, orientation: int) -> None:
    """Put the size as shown: that of the decoded picture, else of the header. Orientations 5 to 8 swap the sides."""
    width, height = image.size if image else (raw.width, raw.height)
    if width and height:
        width, height = (height, width) if orientation >= 5 else (width, height)
        report.put(sign_origin("header"), width=width, height=height)
    if image and image.note:
        report.provenance["decode"] = image.note


def _put_derived(report: ReportBuilder, image: DecodedImage, orientation: int, options: ReadOptions) -> str | None:
    """Put the thumbnail and the NSFW score of the upright picture, and return its perceptual hash."""
    upright = report.attempt(Step.DECODE, lambda: turn_upright(image.pixels, orientation))
    if upright is None:
        return None
    perceptual_hash = put_thumbnail(report, upright, options)
    put_nsfw_score(report, [upright], options)
    return perceptual_hash
