"""Reads one picture. Its bytes are read once, and decoded once where its pixels are asked for."""

from __future__ import annotations

from blake3 import blake3

from app.domain.report import Failure, Hashes, Step
from app.readers.containers.png import is_cut_off
from app.readers.containers.reading import read_container
from app.readers.derived import put_content_hash, put_nsfw_score, put_thumbnail
from app.readers.embedded.thumbnail import put_embedded_thumbnail
from app.readers.formats import Format
from app.readers.limits import Limits
from app.readers.metadata.parse import parse_metadata
from app.readers.metadata.raw import Animation, RawMetadata
from app.readers.options import ReadOptions
from app.readers.photographs.decode import PHOTOGRAPH_FORMATS, decode_photograph
from app.readers.pixels.decode import DecodedImage, check_complete, check_size, decode_image
from app.readers.pixels.orientation import find_stated_orientation
from app.readers.pixels.thumbnail import turn_upright
from app.readers.precedence import fill_report, report_problems
from app.readers.reasons import CUT_OFF, UnreadableError, capture_failure
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
    content_hash = put_content_hash(report, source.size, lambda: blake3(data).hexdigest(), options)
    report.begin(Step.METADATA)
    raw = read_container(found.name, data, limits)
    report.begin(Step.DECODE)
    decoded = capture_failure(Step.DECODE, lambda: _decode(found, data, raw, limits, options))
    image, decode_failure = (None, decoded) if isinstance(decoded, Failure) else (decoded, None)
    report.begin(Step.METADATA)
    sidecars = read_sidecars(source, options)
    parsed = parse_metadata(raw, limits, hidden_bits=image.hidden_bits if image else None, sidecar=sidecars.xmp)
    stated = find_stated_orientation(parsed)
    orientation = 1 if raw.is_rotated_by_container else stated

    report_problems(report, raw, parsed)
    report.fail(decode_failure)
    if image is not None and image.colour_problem is not None:
        report.fail(Failure(Step.METADATA, image.colour_problem))
    _put_size(report, raw, image, orientation)
    _put_animation(report, raw.animation)
    fill_report(report, parsed, sidecars, options, limits)
    perceptual_hash = _put_derived(report, image, orientation, options) if image else None
    if image is None and options.pixels:
        # No container turns what it carries.
        report.attempt(Step.METADATA, lambda: put_embedded_thumbnail(report, found, data, raw, stated, options))
    if content_hash is not None:
        report.put(hashes=Hashes(content_hash, perceptual_hash, image.pixel_hash if image else None))


def _decode(found: Format, data: bytes, raw: RawMetadata, limits: Limits, options: ReadOptions) -> DecodedImage | None:
    """Return the pixels; None where they are not asked for, and the structure is sound as far as it was read."""
    if not options.pixels:
        check_complete(len(data), raw.announced_size)
        check_size(raw.width, raw.height, limits.pixels)
        if found.name == "png" and is_cut_off(data):
            raise UnreadableError(CUT_OFF)
        return None
    decode = decode_photograph if found.name in PHOTOGRAPH_FORMATS else decode_image
    return decode(found.name, data, raw, limits, options.thumbnail_px)


def _put_size(report: ReportBuilder, raw: RawMetadata, image: DecodedImage | None, orientation: int) -> None:
    """Put the size as shown: that of the decoded picture, else of the header. Orientations 5 to 8 swap the sides."""
    width, height = image.size if image else (raw.width, raw.height)
    if width and height:
        width, height = (height, width) if orientation >= 5 else (width, height)
        report.put(sign_origin("header"), width=width, height=height)
    if image and image.note:
        report.provenance["decode"] = image.note


def _put_animation(report: ReportBuilder, animation: Animation) -> None:
    """Put how many frames there are, and how long one turn of them takes, where the picture is animated."""
    if animation.frames > 1:
        report.put_frames(animation.frames, sign_origin("header"))
        report.put(sign_origin("header"), duration_s=round(animation.duration_s or 0, 3) or None)


def _put_derived(report: ReportBuilder, image: DecodedImage, orientation: int, options: ReadOptions) -> str | None:
    """Put the thumbnail and the NSFW score of the upright picture, and return its perceptual hash."""
    upright = report.attempt(Step.DECODE, lambda: turn_upright(image.pixels, orientation))
    if upright is None:
        return None
    perceptual_hash = put_thumbnail(report, upright, options)
    put_nsfw_score(report, [upright], options)
    return perceptual_hash
