"""Renders the picture in an open file for the screen: decoded, turned upright, shrunk, encoded.

JPEG for opaque pictures and WebP for those with alpha; decision 1303 has the measurements.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from app.domain.pictures.rendition import Rendition
from app.domain.report import Failure, Kind, Step
from app.readers.colours.shown import is_srgb, show_as_srgb
from app.readers.containers.reading import read_container
from app.readers.embedded.previews import EmbeddedPicture, decode_largest, list_previews
from app.readers.formats import identify
from app.readers.limits import LIMITS, Limits
from app.readers.metadata.raw import ColourDescription, RawMetadata
from app.readers.photographs.decode import PHOTOGRAPH_FORMATS, decode_photograph_samples
from app.readers.pixels.decode import DecodedSamples, decode_samples
from app.readers.pixels.orientation import read_orientation
from app.readers.pixels.samples import to_rgba
from app.readers.pixels.thumbnail import Pixels, turn_upright
from app.readers.reasons import UnreadableError, capture_failure
from app.readers.source import examine_open_file

JPEG_QUALITY = 90
WEBP_QUALITY = 88
WEBP_METHOD = 2
"""Effort, 0…6: 4 takes twice the time for a few percent of size."""


def render_picture(descriptor: int, size: int, limits: Limits = LIMITS) -> Rendition | Failure:
    """Return the picture of the open file with at most `size` pixels on the longer side.

    Never raises, whatever the file contains: a picture that cannot be rendered is a failure of the step it failed in;
    `Step.IDENTIFY` where the file is no picture.
    """
    return capture_failure(Step.DECODE, lambda: _render(descriptor, size, limits))


def _render(descriptor: int, size: int, limits: Limits) -> Rendition | Failure:
    source = examine_open_file(descriptor, limits)
    try:
        found = identify(source.read_head(), source.read_at)
    except UnreadableError as error:
        return Failure(Step.IDENTIFY, str(error))
    if found.kind is not Kind.IMAGE:
        return Failure(Step.IDENTIFY, f"this is a video ({found.name}), not a picture")
    data = source.read_all()
    raw = read_container(found.name, data, limits)
    orientation = find_orientation(raw, limits)
    if found.name in PHOTOGRAPH_FORMATS:
        decoded, colours = decode_photograph_samples(found.name, data, raw, limits, _shortest_side(raw, size))
    elif preview := _find_preview(found.name, data, raw, limits, size):
        decoded, colours, orientation = preview[1], preview[0].raw.colours, read_orientation(raw, limits)
    else:
        decoded, colours = decode_samples(found.name, data, raw, limits, _shortest_side(raw, size)), raw.colours
    return encode(_show(_shrink_upright(decoded, orientation, size), colours))


def _shrink_upright(decoded: DecodedSamples, orientation: int, size: int) -> Image.Image:
    if decoded.inks is not None:
        return _shrink(turn_upright(decoded.inks, orientation), size, "CMYK")
    return _shrink(turn_upright(to_rgba(decoded.samples), orientation), size)


def _find_preview(
    format_name: str, data: bytes, raw: RawMetadata, limits: Limits, size: int
) -> tuple[EmbeddedPicture, DecodedSamples] | None:
    """Return the preview in a raw photograph; None where the picture itself is to be shown.

    A raw photograph is a TIFF whose first page is small, or holds samples of the sensor, so a preview counts that has
    more pixels than the first page, or as many where that cannot be decoded.
    """
    if format_name != "tiff" or not (previews := list_previews(format_name, data, raw, limits)):
        return None
    first_page = (raw.width or 0) * (raw.height or 0)
    is_page_shown = not isinstance(_try_page(format_name, data, raw, limits, size), Failure)
    return decode_largest([one for one in previews if one.pixels > first_page or not is_page_shown], limits, size)


def _try_page(format_name: str, data: bytes, raw: RawMetadata, limits: Limits, size: int) -> DecodedSamples | Failure:
    return capture_failure(Step.DECODE, lambda: decode_samples(format_name, data, raw, limits, size))


def _shortest_side(raw: RawMetadata, size: int) -> int:
    """Return the pixels that the shorter side has at least when the longer one has `size`."""
    if not raw.width or not raw.height:
        return size
    return max(1, -(-size * min(raw.width, raw.height) // max(raw.width, raw.height)))


def find_orientation(raw: RawMetadata, limits: Limits) -> int:
    """Return the orientation, 1…8, that is still to be applied to the decoded picture."""
    return 1 if raw.is_rotated_by_container else read_orientation(raw, limits)


def _show(image: Image.Image, colours: ColourDescription) -> Image.Image:
    """Return a picture of RGB, RGBA or CMYK in sRGB; what its file says wrong of its colours is reported elsewhere."""
    if image.mode != "CMYK" and is_srgb(colours):
        return image
    inks = np.asarray(image) if image.mode == "CMYK" else None
    shown = show_as_srgb(np.array(image.convert("RGB")), inks, colours).pixels
    result = Image.fromarray(shown)
    if image.mode == "RGBA":
        result.putalpha(image.getchannel("A"))
    return result


def _shrink(pixels: Pixels, size: int, mode: str | None = None) -> Image.Image:
    """Shrink with Lanczos; with alpha, Pillow weights colours by it, so that no fringe appears."""
    image = Image.fromarray(pixels, mode)
    image.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def encode(image: Image.Image) -> Rendition:
    """Encode an RGB or RGBA picture in sRGB, which needs no profile."""
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD, exif=b"")
        return Rendition(out.getvalue(), "image/webp")
    image.save(out, "JPEG", quality=JPEG_QUALITY, subsampling="4:4:4")
    return Rendition(out.getvalue(), "image/jpeg")
