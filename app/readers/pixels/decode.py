"""From the bytes of a picture to RGB pixels, decoded at a smaller scale where the format can, and never half a picture.

The fast decoders are native code that reports damage in words; `app.readers.reasons` turns them into reasons.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import imagecodecs
import numpy as np
import pillow_heif
import simplejpeg
from kornia_rs.io import decode_image_png_u8
from PIL import Image, ImageOps

from app.readers.colours.shown import ShownColours, is_srgb, show_as_srgb
from app.readers.containers.jpeg import check_scans, hide_profile, insert_stated_height
from app.readers.containers.png import keep_pixel_chunks, measure_rows_percent
from app.readers.limits import Limits
from app.readers.metadata.raw import ColourDescription, RawMetadata
from app.readers.pixels.hidden import find_hidden_bits
from app.readers.pixels.identity import hash_pixels
from app.readers.pixels.photoshop import decode_composite
from app.readers.pixels.samples import Array, to_rgb, to_rgba
from app.readers.pixels.thumbnail import Pixels, shrink_shorter_side
from app.readers.reasons import CUT_OFF, UnreadableError, explain_error

# Our own limit is checked before any decoder runs; Pillow's own bound would only add warnings.
Image.MAX_IMAGE_PIXELS = None


def check_size(width: int | None, height: int | None, limit: int) -> None:
    """Raise UnreadableError for a size that no decoder may be called with."""
    if width is None or height is None or width < 1 or height < 1:
        raise UnreadableError("the image header has no valid dimensions")
    if width * height > limit:
        raise UnreadableError(
            f"the image has {width} × {height} pixels; at most {limit // 1_000_000} million are decoded"
        )


def check_complete(size: int, announced: int) -> None:
    """Raise UnreadableError when a file has fewer bytes than its own structure announces."""
    percent = size * 100 // announced if announced else 100
    if percent < 1:
        raise UnreadableError("the file is damaged: according to its header, most of it is missing")
    if size < announced:
        raise UnreadableError(f"the file is cut off: only {percent}% of it is there; copy or download it again")


class DecodedSamples(NamedTuple):
    """What one decoder returns."""

    samples: Array
    """Grey, grey with alpha, RGB or RGBA of 8 or 16 bits, or float 0…1; before rotation."""
    size: tuple[int, int]
    """(width, height) at full size; `samples` may be smaller."""
    hidden_bits: bytes | None = None
    note: str | None = None
    inks: Pixels | None = None
    """The same picture as CMYK of 8 bits, 0 for no ink, where a profile says what the inks look like."""


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """The pixels of one picture, and what only its decoder sees."""

    pixels: Pixels
    """In sRGB, before rotation. They may be smaller than `size`, where less is enough for what is asked."""
    size: tuple[int, int]
    """(width, height) at full size, before rotation."""
    pixel_hash: str | None
    hidden_bits: bytes | None
    """Packed lowest bits of the samples, where they begin with a known signature."""
    note: str | None
    """What is unusual about the file although it decodes, in words for the user."""
    colour_problem: str | None
    """Why its colours are not shown as they are meant, in words for the user."""


def decode_image(format_name: str, data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> DecodedImage:
    """Decode the picture; where it is decoded at a smaller scale, no side becomes shorter than `shortest` pixels.

    Raises UnreadableError for a picture that is cut off or too large, and whatever the native decoders raise.
    """
    decoded = decode_samples(format_name, data, raw, limits, shortest)
    pixels = to_rgb(decoded.samples)
    pixel_hash = hash_pixels(format_name, data, decoded.samples, pixels, raw.animation.frames)
    shown = show_decoded(decoded, pixels, raw.colours, shortest)
    return DecodedImage(shown.pixels, decoded.size, pixel_hash, decoded.hidden_bits, decoded.note, shown.problem)


def show_decoded(decoded: DecodedSamples, pixels: Pixels, colours: ColourDescription, shortest: int) -> ShownColours:
    """Return the picture, which is `pixels` in RGB, in sRGB.

    It is shrunk first, unless it is transparent: the background is sRGB already.
    """
    if is_srgb(colours):
        return show_as_srgb(pixels, decoded.inks, colours)
    if decoded.samples.ndim == 3 and decoded.samples.shape[2] in (2, 4):
        rgba = to_rgba(decoded.samples)
        if rgba.shape[2] == 4:
            shown = show_as_srgb(np.ascontiguousarray(rgba[..., :3]), None, colours)
            return shown._replace(pixels=to_rgb(np.concatenate((shown.pixels, rgba[..., 3:]), axis=2)))
    inks = None if decoded.inks is None else shrink_shorter_side(decoded.inks, shortest)
    return show_as_srgb(shrink_shorter_side(pixels, shortest), inks, colours)


def decode_samples(format_name: str, data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> DecodedSamples:
    """Decode the picture with its alpha, as `decode_image` does."""
    check_complete(len(data), raw.announced_size)
    check_size(raw.width, raw.height, limits.pixels)
    return _DECODERS.get(format_name, _decode_with_pillow)(data, raw, limits, shortest)


def _decode_jpeg(data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> DecodedSamples:
    check_scans(data, raw, limits)
    data = insert_stated_height(data, raw)
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data, strict=False)
    except (ValueError, KeyError):
        return _decode_jpeg_slowly(data, raw)
    check_size(width, height, limits.pixels)
    is_cmyk = colours in ("CMYK", "YCCK")
    samples, note = _decode_strictly(data, raw, "CMYK" if is_cmyk else "RGB", shortest)
    if not is_cmyk:
        return DecodedSamples(samples, (width, height), note=note)
    return DecodedSamples(_convert_cmyk(samples), (width, height), note=note, inks=_read_inks(samples, raw))


def _decode_strictly(data: bytes, raw: RawMetadata, colours: str, shortest: int) -> tuple[Array, str | None]:
    """Treat warnings as damage, except of padding before a marker, of a profile, and of a missing end marker alone."""
    try:
        return _decode_jpeg_samples(data, colours, shortest), None
    except ValueError as error:
        bare = hide_profile(data, raw)
        if "ICC" in str(error) and bare != data:  # what is wrong with a profile, our own reader reports
            return _decode_strictly(bare, raw, colours, shortest)
        if "Premature end of JPEG" not in str(error) or raw.layout.is_progressive:
            raise
    # With the end marker added, the decoder complains again only if data is missing too.
    samples = _decode_jpeg_samples(data + b"\xff\xd9", colours, shortest)
    return samples, "the end marker is missing; the picture is complete"


def _decode_jpeg_samples(data: bytes, colours: str, shortest: int) -> Array:
    samples: Array = simplejpeg.decode_jpeg(data, colours, min_height=shortest, min_width=shortest, strict=True)
    return samples


def _decode_jpeg_slowly(data: bytes, raw: RawMetadata) -> DecodedSamples:
    """Decode unusual subsampling, for which the fast decoder has no name. This decoder also words its errors better."""
    samples: Array = imagecodecs.jpeg8_decode(data)
    if samples.ndim == 3 and samples.shape[2] == 4:
        return DecodedSamples(_convert_cmyk(samples), _size_of(samples), inks=_read_inks(samples, raw))
    return DecodedSamples(samples, _size_of(samples))


def _read_inks(samples: Array, raw: RawMetadata) -> Pixels | None:
    """Return CMYK, which Adobe writes inverted, as inks, where a profile says what they look like."""
    return (255 - samples).astype(np.uint8) if raw.colours.profile else None


def _convert_cmyk(samples: Array) -> Array:
    """Convert CMYK as Adobe writes it, inverted: each colour times black. That is what CMYK without a profile means."""
    wide = samples.astype(np.uint16)
    return ((wide[..., :3] * wide[..., 3:] + 127) // 255).astype(np.uint8)


def _decode_png(data: bytes, raw: RawMetadata, limits: Limits, _: int) -> DecodedSamples:
    """Use libspng for what it reads right, libpng for 16 bits, grey with alpha and palettes with transparency."""
    layout = raw.layout
    simple = layout.bit_depth in (1, 2, 4, 8) and layout.color_type in (0, 2, 3, 6)
    fast = simple and not layout.has_transparency
    data = keep_pixel_chunks(data, limits.chunks)
    if fast and (quickly := _decode_png_quickly(data, raw)) is not None:
        return DecodedSamples(quickly, _size_of(quickly), find_hidden_bits(quickly))
    try:
        samples: Array = imagecodecs.spng_decode(data) if fast else imagecodecs.png_decode(data)
    except (imagecodecs.SpngError, imagecodecs.PngError) as error:
        percent = measure_rows_percent(data, raw)
        if explain_error(error) != CUT_OFF or percent is None:
            raise
        raise UnreadableError(
            f"the file is cut off: only {percent}% of the image rows are there; copy or download it again"
        ) from None
    return DecodedSamples(samples, _size_of(samples), find_hidden_bits(samples))


def _decode_png_quickly(data: bytes, raw: RawMetadata) -> Array | None:
    """Decode RGB and RGBA of 8 bits in half of libspng's time. None: another picture, or damage that libspng words."""
    mode = _QUICK_PNG.get((raw.layout.bit_depth, raw.layout.color_type))
    if mode is None:
        return None
    try:
        samples: Array = decode_image_png_u8(data, (raw.height, raw.width), mode)
    except BaseException as error:
        # It raises no other class, and panics, which is no `Exception`, when memory runs out.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return None
        raise
    return samples


def _decode_webp(data: bytes, raw: RawMetadata, limits: Limits, shortest: int) -> DecodedSamples:
    decoded = _decode_with_pillow(data, raw, limits, shortest)
    return decoded._replace(hidden_bits=find_hidden_bits(decoded.samples))


def _decode_jxl(data: bytes, _raw: RawMetadata, _limits: Limits, _: int) -> DecodedSamples:
    samples: Array = imagecodecs.jpegxl_decode(data, index=0)
    if samples.dtype == np.float16:
        samples = samples.astype(np.float32)
    return DecodedSamples(samples, _size_of(samples))


def _decode_heic(data: bytes, _raw: RawMetadata, limits: Limits, _: int) -> DecodedSamples:
    image = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    width, height = image.size
    check_size(width, height, limits.pixels)
    return DecodedSamples(np.asarray(image), (width, height))


def _decode_with_pillow(data: bytes, raw: RawMetadata, limits: Limits, _: int) -> DecodedSamples:
    with warnings.catch_warnings():
        # Pillow warns of damaged metadata and goes on; our own parsers report it.
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            check_size(*image.size, limits.pixels)
            image.info.pop("xmp", None)  # Pillow would turn a TIFF by an orientation in it, unlike any other format
            image.load()
            inks = np.asarray(image) if image.mode == "CMYK" and raw.colours.profile else None
            return DecodedSamples(_to_array(image), image.size, inks=inks)


def _decode_psd(data: bytes, raw: RawMetadata, _limits: Limits, _: int) -> DecodedSamples:
    composite = decode_composite(data)
    if composite.inks is None:
        return DecodedSamples(composite.samples, _size_of(composite.samples))
    samples = _convert_cmyk(composite.inks)
    return DecodedSamples(samples, _size_of(samples), inks=_read_inks(composite.inks, raw))


def _decode_avif(data: bytes, raw: RawMetadata, limits: Limits, _: int) -> DecodedSamples:
    """Pillow states the container's rotation as an EXIF orientation and leaves it, and the cropping, to its caller."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=["AVIF"]) as image:
            check_size(*image.size, limits.pixels)
            image.info.pop("xmp", None)  # Pillow would turn by an orientation in it, which says nothing in this format
            upright = ImageOps.exif_transpose(_crop(image, raw))
            return DecodedSamples(_to_array(upright), upright.size)


def _crop(image: Image.Image, raw: RawMetadata) -> Image.Image:
    part = raw.layout.aperture and raw.layout.aperture.find_part(*image.size)
    if not part:
        return image
    left, top, width, height = part
    return image.crop((left, top, left + width, top + height))


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


_QUICK_PNG: dict[tuple[int | None, int | None], str] = {(8, 2): "rgb", (8, 6): "rgba"}
"""(bits, colour type of the PNG) → what kornia-rs calls it."""

_DECODERS: dict[str, Callable[[bytes, RawMetadata, Limits, int], DecodedSamples]] = {
    "jpeg": _decode_jpeg,
    "png": _decode_png,
    "webp": _decode_webp,
    "jxl": _decode_jxl,
    "heic": _decode_heic,
    "avif": _decode_avif,
    "psd": _decode_psd,
}
