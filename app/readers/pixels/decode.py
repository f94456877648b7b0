"""From the bytes of a picture to RGB pixels, shrunk on load where the format can, and never silently half of it.

The fast decoders are native code that reports damage in words; `app.readers.reasons` makes reasons of them.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable

import cv2
import imagecodecs
import numpy as np
import pillow_heif
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageOps

from app.readers.containers.jpeg import check_scans, insert_stated_height
from app.readers.containers.png import keep_pixel_chunks, measure_rows_percent
from app.readers.metadata.raw import Embedded
from app.readers.pixels.hidden import find_hidden_bits
from app.readers.pixels.identity import hash_pixels
from app.readers.pixels.thumbnail import Pixels
from app.readers.reasons import CUT_OFF, UnreadableError, explain_error

# Pixels are bounded by our own limit before any decoder runs; Pillow's second bound would warn in between.
Image.MAX_IMAGE_PIXELS = None

BACKGROUND = 128
"""Transparent pictures are shown on this grey: both black and white drawings stay visible on it."""

_BAND_ROWS = 256

Array = NDArray[np.generic]


def check_size(width: int | None, height: int | None, limit: int) -> None:
    """Raises UnreadableError for a size no decoder may be asked for."""
    if width is None or height is None or width < 1 or height < 1:
        raise UnreadableError("the picture's header states no valid size: it is damaged")
    if width * height > limit:
        raise UnreadableError(
            f"the picture has {width} × {height} pixels; at most {limit // 1_000_000} million are decoded"
        )


def check_whole(size: int, announced: int) -> None:
    """Raises UnreadableError when a file has fewer bytes than its own structure announces."""
    percent = size * 100 // announced if announced else 100
    if percent < 1:
        raise UnreadableError("the file is damaged: its header announces far more bytes than there are")
    if size < announced:
        raise UnreadableError(f"the file is cut off: it ends after {percent} % of its bytes; copy or download it again")


def decode_image(format_name: str, data: bytes, embedded: Embedded, shortest: int) -> tuple[Pixels, tuple[int, int]]:
    """(RGB pixels before rotation, (width, height) at full size).

    The pixels may be smaller than the full size, where the format allows it, but no side gets shorter than `shortest`
    by that. Raises whatever the decoders raise.
    """
    samples, size = _DECODERS.get(format_name, _decode_with_pillow)(data, embedded, shortest)
    pixels = to_rgb(samples)
    embedded.pixels = hash_pixels(format_name, data, samples, pixels, embedded)
    return pixels, size


def to_rgb(array: Array) -> Pixels:
    """Grey, grey with alpha, RGB or RGBA of 8 or 16 bits, or float 0…1 → RGB of 8 bits on `BACKGROUND`."""
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
    """In bands, because the 16-bit products of a large picture would take four times its memory."""
    blended = np.empty_like(colour)
    for top in range(0, colour.shape[0], _BAND_ROWS):
        band = slice(top, top + _BAND_ROWS)
        weight = alpha[band].astype(np.uint16)
        blended[band] = (colour[band] * weight + BACKGROUND * (255 - weight) + 127) // 255
    return blended


def _decode_jpeg(data: bytes, embedded: Embedded, shortest: int) -> tuple[Array, tuple[int, int]]:
    check_scans(data, embedded)
    data = insert_stated_height(data, embedded)
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    except (ValueError, KeyError):
        return _decode_jpeg_slowly(data, embedded)
    check_size(width, height, embedded.limits.pixels)
    is_cmyk = colours in ("CMYK", "YCCK")
    pixels = _decode_strictly(data, embedded, "CMYK" if is_cmyk else "RGB", shortest)
    return (_convert_cmyk(pixels) if is_cmyk else pixels), (width, height)


def _decode_strictly(data: bytes, embedded: Embedded, colours: str, shortest: int) -> Array:
    """A warning of the decoder is damage, but for two: padding before a marker, and a missing end marker alone."""
    try:
        return _decode_jpeg_samples(data, colours, shortest)
    except ValueError as error:
        if "Premature end of JPEG" not in str(error) or "progressive" in embedded.notes:
            raise
    # With the marker put back, only data that was really missing is still missed.
    pixels = _decode_jpeg_samples(data + b"\xff\xd9", colours, shortest)
    embedded.notes["decode"] = "the end marker is missing; the picture is complete"
    return pixels


def _decode_jpeg_samples(data: bytes, colours: str, shortest: int, *, strict: bool = True) -> Array:
    pixels: Array = simplejpeg.decode_jpeg(
        data, colours, min_height=shortest, min_width=shortest, min_factor=8, strict=strict
    )
    return pixels


def _decode_jpeg_slowly(data: bytes, embedded: Embedded) -> tuple[Array, tuple[int, int]]:
    """Unusual subsampling, for which the fast decoder has no name; this one also words its errors better."""
    check_size(embedded.width, embedded.height, embedded.limits.pixels)
    pixels: Array = imagecodecs.jpeg8_decode(data)
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = _convert_cmyk(pixels)
    return pixels, (pixels.shape[1], pixels.shape[0])


def _convert_cmyk(pixels: Array) -> Array:
    """CMYK as Adobe writes it, inverted: each colour times black. No colour profile is applied."""
    wide = pixels.astype(np.uint16)
    return ((wide[..., :3] * wide[..., 3:] + 127) // 255).astype(np.uint8)


def _decode_png(data: bytes, embedded: Embedded, _: int) -> tuple[Array, tuple[int, int]]:
    """libspng for what it reads right, libpng for 16 bits, grey with alpha and palettes with transparency."""
    notes = embedded.notes
    simple = notes.get("bit_depth") in ("1", "2", "4", "8") and notes.get("color_type") in ("0", "2", "3", "6")
    fast = simple and "transparency" not in notes
    data = keep_pixel_chunks(data, embedded.limits.chunks)
    try:
        pixels: Array = imagecodecs.spng_decode(data) if fast else imagecodecs.png_decode(data)
    except (imagecodecs.SpngError, imagecodecs.PngError) as error:
        percent = measure_rows_percent(data, embedded)
        if explain_error(error) != CUT_OFF or percent is None:
            raise
        raise UnreadableError(
            f"the picture ends after {percent} % of its rows: the file is cut off; copy or download it again"
        ) from None
    embedded.hidden = find_hidden_bits(pixels)
    return pixels, (pixels.shape[1], pixels.shape[0])


def _decode_webp(data: bytes, embedded: Embedded, shortest: int) -> tuple[Array, tuple[int, int]]:
    pixels, size = _decode_with_pillow(data, embedded, shortest)
    embedded.hidden = find_hidden_bits(pixels)
    return pixels, size


def _decode_jxl(data: bytes, embedded: Embedded, _: int) -> tuple[Array, tuple[int, int]]:
    pixels: Array = imagecodecs.jpegxl_decode(data, index=0)
    if pixels.dtype == np.float16:
        pixels = pixels.astype(np.float32)
    return pixels, (pixels.shape[1], pixels.shape[0])


def _decode_heic(data: bytes, embedded: Embedded, _: int) -> tuple[Array, tuple[int, int]]:
    picture = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    width, height = picture.size
    check_size(width, height, embedded.limits.pixels)
    return np.asarray(picture), (width, height)


def _decode_with_pillow(data: bytes, embedded: Embedded, _: int) -> tuple[Array, tuple[int, int]]:
    with warnings.catch_warnings():
        # Pillow warns of damaged metadata, which our own parsers report, and goes on.
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            check_size(*image.size, embedded.limits.pixels)
            image.load()
            return _to_array(image), image.size


def _decode_avif(data: bytes, embedded: Embedded, _: int) -> tuple[Array, tuple[int, int]]:
    """Pillow tells the container's rotation as an EXIF orientation and leaves the turning to us."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=["AVIF"]) as image:
            check_size(*image.size, embedded.limits.pixels)
            upright = ImageOps.exif_transpose(image)
            return _to_array(upright), upright.size


def _to_array(image: Image.Image) -> Array:
    if image.mode in ("RGB", "RGBA", "L", "LA"):
        return np.asarray(image)
    if image.mode.startswith("I;16"):
        return np.asarray(image).astype(np.uint16)
    if image.mode in ("I", "F"):
        return _stretch(np.asarray(image))
    return np.asarray(image.convert("RGBA" if image.has_transparency_data else "RGB"))


def _stretch(array: Array) -> Array:
    """32-bit samples have no agreed white: the brightest value is shown white, and 0 black."""
    values = np.nan_to_num(array.astype(np.float32), posinf=0, neginf=0)
    brightest = float(values.max())
    return values / brightest if brightest > 0 else values


_DECODERS: dict[str, Callable[[bytes, Embedded, int], tuple[Array, tuple[int, int]]]] = {
    "jpeg": _decode_jpeg,
    "png": _decode_png,
    "webp": _decode_webp,
    "jxl": _decode_jxl,
    "heic": _decode_heic,
    "avif": _decode_avif,
}
