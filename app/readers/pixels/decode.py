"""From the bytes of a picture to RGB pixels, decoded at a smaller scale where the format can, and never half a picture.

The fast decoders are native code that reports damage in words; `app.readers.reasons` turns them into reasons.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import imagecodecs
import numpy as np
import pillow_heif
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageOps

from app.readers.containers.jpeg import check_scans, insert_stated_height
from app.readers.containers.png import keep_pixel_chunks, measure_rows_percent
from app.readers.limits import Limits
from app.readers.metadata.raw import RawMetadata
from app.readers.pixels.hidden import find_hidden_bits
from app.readers.pixels.identity import hash_pixels
from app.readers.pixels.thumbnail import Pixels
from app.readers.reasons import CUT_OFF, UnreadableError, explain_error

# Our own limit is checked before any decoder runs; Pillow's own bound would only add warnings.
Image.MAX_IMAGE_PIXELS = None

BACKGROUND = 128
"""Transparent pictures are shown on this grey, on which both black and white drawings stay visible."""

_BAND_ROWS = 256

Array = NDArray[np.generic]


def check_size(width: int | None, height: int | None, limit: int) -> None:
    """Raise UnreadableError for a size that no decoder may be called with."""
    if width is None or height is None or width < 1 or height < 1:
        raise UnreadableError("the picture's header states no valid size: it is damaged")
    if width * height > limit:
        raise UnreadableError(
            f"the picture has {width} × {height} pixels; at most {limit // 1_000_000} million are decoded"
        )


def check_complete(size: int, announced: int) -> None:
    """Raise UnreadableError when a file has fewer bytes than its own structure announces."""
    percent = size * 100 // announced if announced else 100
    if percent < 1:
        raise UnreadableError("the file is damaged: its header announces far more bytes than there are")
    if size < announced:
        raise UnreadableError(f"the file is cut off: it ends after {percent} % of its bytes; copy or download it again")


class _Decoded(NamedTuple):
    """What one decoder returns."""

    samples: Array
    size: tuple[int, int]
    """(width, height) at full size; `samples` may be smaller."""
    hidden_bits: bytes | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """The pixels of one picture, and what only its decoder sees."""

    pixels: Pixels
    """Before rotation. They may be smaller than `size`, where the format allows decoding at a smaller scale."""
    size: tuple[int, int]
    """(width, height) at full size, before rotation."""
    pixel_hash: str | None
    hidden_bits: bytes | None
    """Packed lowest bits of the samples, where they begin with a known signature."""
    note: str | None
    """What is unusual about the file although it decodes, in words for the user."""


def decode_image(format_name: str, data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> DecodedImage:
    """Decode the picture; where it is decoded at a smaller scale, no side becomes shorter than `shortest` pixels.

    Raises UnreadableError for a picture that is cut off or too large, and whatever the native decoders raise.
    """
    check_complete(len(data), raw.announced_size)
    check_size(raw.width, raw.height, limits.pixels)
    decoded = _DECODERS.get(format_name, _decode_with_pillow)(data, raw, limits, shortest)
    pixels = to_rgb(decoded.samples)
    pixel_hash = hash_pixels(format_name, data, decoded.samples, pixels, raw.layout.frames)
    return DecodedImage(pixels, decoded.size, pixel_hash, decoded.hidden_bits, decoded.note)


def to_rgb(array: Array) -> Pixels:
    """Convert grey, grey with alpha, RGB or RGBA of 8 or 16 bits, or float 0…1 to RGB of 8 bits on `BACKGROUND`."""
    array = _to_bytes(array)
    if array.ndim == 2:
        return np.asarray(cv2.cvtColor(array, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    channels = array.shape[2]
    if channels == 1:
        return to_rgb(array[..., 0])
    if channels == 3:
        return array
    if channels not in (2, 4):
        raise UnreadableError(f"the picture has {channels} channels, which cannot be shown")
    colour, alpha = array[..., :-1], array[..., -1:]
    if int(alpha.min()) < 255:
        colour = _composite(colour, alpha)
    return np.ascontiguousarray(np.broadcast_to(colour, (*array.shape[:2], 3)))


def _to_bytes(array: Array) -> Pixels:
    if array.dtype == np.uint8:
        return array.astype(np.uint8, copy=False)
    if array.dtype == np.uint16:
        return (array.astype(np.uint16, copy=False) >> 8).astype(np.uint8)
    return (np.nan_to_num(np.clip(array.astype(np.float32), 0, 1)) * 255).round().astype(np.uint8)


def _composite(colour: Pixels, alpha: Pixels) -> Pixels:
    """Blend in bands, because the 16-bit products of a large picture would take four times its memory."""
    blended = np.empty_like(colour)
    for top in range(0, colour.shape[0], _BAND_ROWS):
        band = slice(top, top + _BAND_ROWS)
        weight = alpha[band].astype(np.uint16)
        blended[band] = (colour[band] * weight + BACKGROUND * (255 - weight) + 127) // 255
    return blended


def _decode_jpeg(data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> _Decoded:
    check_scans(data, raw, limits)
    data = insert_stated_height(data, raw)
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    except (ValueError, KeyError):
        return _decode_jpeg_slowly(data)
    check_size(width, height, limits.pixels)
    is_cmyk = colours in ("CMYK", "YCCK")
    samples, note = _decode_strictly(data, raw, "CMYK" if is_cmyk else "RGB", shortest)
    return _Decoded(_convert_cmyk(samples) if is_cmyk else samples, (width, height), note=note)


def _decode_strictly(data: bytes, raw: RawMetadata, colours: str, shortest: int) -> tuple[Array, str | None]:
    """Treat a warning of the decoder as damage, except two: padding before a marker, and a missing end marker alone."""
    try:
        return _decode_jpeg_samples(data, colours, shortest), None
    except ValueError as error:
        if "Premature end of JPEG" not in str(error) or raw.layout.is_progressive:
            raise
    # With the end marker added, the decoder complains again only if data is missing too.
    samples = _decode_jpeg_samples(data + b"\xff\xd9", colours, shortest)
    return samples, "the end marker is missing; the picture is complete"


def _decode_jpeg_samples(data: bytes, colours: str, shortest: int) -> Array:
    samples: Array = simplejpeg.decode_jpeg(
        data, colours, min_height=shortest, min_width=shortest, min_factor=8, strict=True
    )
    return samples


def _decode_jpeg_slowly(data: bytes) -> _Decoded:
    """Decode unusual subsampling, for which the fast decoder has no name. This decoder also words its errors better."""
    samples: Array = imagecodecs.jpeg8_decode(data)
    if samples.ndim == 3 and samples.shape[2] == 4:
        samples = _convert_cmyk(samples)
    return _Decoded(samples, _size_of(samples))


def _convert_cmyk(samples: Array) -> Array:
    """Convert CMYK as Adobe writes it, inverted: each colour times black. No colour profile is applied."""
    wide = samples.astype(np.uint16)
    return ((wide[..., :3] * wide[..., 3:] + 127) // 255).astype(np.uint8)


def _decode_png(data: bytes, raw: RawMetadata, limits: Limits, _: int) -> _Decoded:
    """Use libspng for what it reads right, libpng for 16 bits, grey with alpha and palettes with transparency."""
    layout = raw.layout
    simple = layout.bit_depth in (1, 2, 4, 8) and layout.color_type in (0, 2, 3, 6)
    fast = simple and not layout.has_transparency
    data = keep_pixel_chunks(data, limits.chunks)
    try:
        samples: Array = imagecodecs.spng_decode(data) if fast else imagecodecs.png_decode(data)
    except (imagecodecs.SpngError, imagecodecs.PngError) as error:
        percent = measure_rows_percent(data, raw)
        if explain_error(error) != CUT_OFF or percent is None:
            raise
        raise UnreadableError(
            f"the picture ends after {percent} % of its rows: the file is cut off; copy or download it again"
        ) from None
    return _Decoded(samples, _size_of(samples), find_hidden_bits(samples))


def _decode_webp(data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> _Decoded:
    decoded = _decode_with_pillow(data, raw, limits, shortest)
    return decoded._replace(hidden_bits=find_hidden_bits(decoded.samples))


def _decode_jxl(data: bytes, _raw: RawMetadata, _limits: Limits, _: int) -> _Decoded:
    samples: Array = imagecodecs.jpegxl_decode(data, index=0)
    if samples.dtype == np.float16:
        samples = samples.astype(np.float32)
    return _Decoded(samples, _size_of(samples))


def _decode_heic(data: bytes, _raw: RawMetadata, limits: Limits, _: int) -> _Decoded:
    image = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    width, height = image.size
    check_size(width, height, limits.pixels)
    return _Decoded(np.asarray(image), (width, height))


def _decode_with_pillow(data: bytes, _raw: RawMetadata, limits: Limits, _: int) -> _Decoded:
    with warnings.catch_warnings():
        # Pillow warns of damaged metadata and goes on; our own parsers report it.
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            check_size(*image.size, limits.pixels)
            image.load()
            return _Decoded(_to_array(image), image.size)


def _decode_avif(data: bytes, _raw: RawMetadata, limits: Limits, _: int) -> _Decoded:
    """Pillow states the container's rotation as an EXIF orientation and leaves the rotating to its caller."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=["AVIF"]) as image:
            check_size(*image.size, limits.pixels)
            upright = ImageOps.exif_transpose(image)
            return _Decoded(_to_array(upright), upright.size)


def _size_of(samples: Array) -> tuple[int, int]:
    return samples.shape[1], samples.shape[0]


def _to_array(image: Image.Image) -> Array:
    if image.mode in ("RGB", "RGBA", "L", "LA"):
        return np.asarray(image)
    if image.mode.startswith("I;16"):
        return np.asarray(image).astype(np.uint16)
    if image.mode in ("I", "F"):
        return _stretch(np.asarray(image))
    return np.asarray(image.convert("RGBA" if image.has_transparency_data else "RGB"))


def _stretch(array: Array) -> Array:
    """Scale 32-bit samples, which have no agreed white, so that the brightest value is white and 0 black."""
    values = np.nan_to_num(array.astype(np.float32), posinf=0, neginf=0)
    brightest = float(values.max())
    return values / brightest if brightest > 0 else values


_DECODERS: dict[str, Callable[[bytes, RawMetadata, Limits, int], _Decoded]] = {
    "jpeg": _decode_jpeg,
    "png": _decode_png,
    "webp": _decode_webp,
    "jxl": _decode_jxl,
    "heic": _decode_heic,
    "avif": _decode_avif,
}
