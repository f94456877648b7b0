"""The thumbnail of a picture that cannot be decoded: one that the file carries, if that is whole."""

from __future__ import annotations

from app.domain.report import EMBEDDED
from app.readers.colours.shown import show_as_srgb
from app.readers.embedded.previews import decode_largest, list_previews
from app.readers.formats import Format
from app.readers.limits import LIMITS
from app.readers.metadata.raw import RawMetadata
from app.readers.options import ReadOptions
from app.readers.pixels.samples import to_rgb
from app.readers.pixels.thumbnail import encode_thumbnail, shrink, turn_upright
from app.readers.report.report_builder import ReportBuilder


def put_embedded_thumbnail(
    report: ReportBuilder, found: Format, data: bytes, raw: RawMetadata, orientation: int, options: ReadOptions
) -> None:
    """Put the largest picture that the file carries of itself as its thumbnail, with a mark in its provenance.

    The file stays failed: neither a hash nor an NSFW score is made of it. Raises whatever a damaged structure makes.
    """
    largest = decode_largest(list_previews(found.name, data, raw, LIMITS), LIMITS, options.thumbnail_px)
    if largest is not None:
        preview, decoded = largest
        small = shrink(turn_upright(to_rgb(decoded.samples), orientation), options.thumbnail_px)
        small = show_as_srgb(small, None, preview.raw.colours).pixels
        report.put(f"{EMBEDDED} in its {preview.origin} data", thumbnail=encode_thumbnail(small))
