"""The picture of a raw photograph: the preview that the camera made, or else the sensor's samples, developed.

The largest preview is decoded that can be found without another library; LibRaw knows the places that only makers
know, and develops. Decision 1410 has the reasons.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from app.readers.containers.reading import read_container
from app.readers.embedded.previews import EmbeddedPicture, decode_largest, list_previews
from app.readers.formats import PHOTOGRAPHS
from app.readers.limits import Limits
from app.readers.metadata.raw import ColourDescription, RawMetadata
from app.readers.pixels.decode import DecodedImage, DecodedSamples, check_complete, check_size, show_decoded
from app.readers.pixels.samples import to_rgb

PHOTOGRAPH_FORMATS = frozenset(each.name for each in PHOTOGRAPHS)

PREVIEW_SIDE = 480
"""Pixels on the longer side from which on an embedded picture is a preview; smaller ones are thumbnails of EXIF."""


def decode_photograph(format_name: str, data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> DecodedImage:
    """Decode a raw photograph as `decode_image` does another picture.

    It has no pixel hash: the preview is not what the photograph consists of.
    """
    decoded, colours = decode_photograph_samples(format_name, data, raw, limits, shortest)
    shown = show_decoded(decoded, to_rgb(decoded.samples), colours, shortest)
    return DecodedImage(shown.pixels, decoded.size, None, None, decoded.note, shown.problem)


def decode_photograph_samples(
    format_name: str, data: bytes, raw: RawMetadata, limits: Limits, shortest: int
) -> tuple[DecodedSamples, ColourDescription]:
    """Return the preview, or the developed picture, and what is stated of its colours.

    The size is always that of the developed picture.

    Raises UnreadableError for a file that is cut off or too large, and whatever LibRaw raises.
    """
    check_complete(len(data), raw.announced_size)
    check_size(raw.width, raw.height, limits.pixels)
    previews = list_previews(format_name, data, raw, limits)
    if (found := decode_largest(list(filter(_is_large, previews)), limits, shortest)) is not None:
        preview, decoded = found
        note = f"the preview in its {preview.origin} data, {decoded.size[0]} × {decoded.size[1]}"
        return decoded._replace(size=_size_of(raw), note=note), preview.raw.colours
    return _develop(data, raw, limits, shortest)


def _is_large(preview: EmbeddedPicture) -> bool:
    return max(preview.raw.width or 0, preview.raw.height or 0) >= PREVIEW_SIDE


def _size_of(raw: RawMetadata) -> tuple[int, int]:
    return raw.width or 0, raw.height or 0


def _develop(data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> tuple[DecodedSamples, ColourDescription]:
    import rawpy  # noqa: PLC0415  takes 0.1 s, which a server without such photographs need not spend

    with rawpy.imread(io.BytesIO(data)) as opened:
        check_size(opened.sizes.raw_width, opened.sizes.raw_height, limits.pixels)
        if (found := _extract_preview(rawpy, opened, limits, shortest)) is not None:
            preview, decoded = found
            return decoded._replace(size=_size_of(raw), note="the preview in its maker's data"), preview.raw.colours
        # `user_flip=0`: the orientation is applied later, as to every picture.
        is_enough = min(opened.sizes.width, opened.sizes.height) // 2 >= shortest
        pixels = opened.postprocess(half_size=is_enough, use_camera_wb=True, user_flip=0, output_bps=8)
    developed = DecodedSamples(np.asarray(pixels), _size_of(raw), note="developed from the sensor's samples by LibRaw")
    return developed, ColourDescription()  # LibRaw writes sRGB


def _extract_preview(
    rawpy: Any, opened: Any, limits: Limits, shortest: int
) -> tuple[EmbeddedPicture, DecodedSamples] | None:
    """Return the JPEG that LibRaw finds; None where there is none that is large enough and whole."""
    try:
        found = opened.extract_thumb()
        if found.format != rawpy.ThumbFormat.JPEG:
            return None
        data = bytes(found.data)
    except rawpy.LibRawError:
        return None
    preview = EmbeddedPicture("", data, read_container("jpeg", data, limits))
    return decode_largest([preview] if _is_large(preview) else [], limits, shortest)
