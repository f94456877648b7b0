"""ICC profiles, applied by LittleCMS through Pillow.

Source: ICC.1:2022, 7.2 (header), 7.3 (tag table), 9.2.17 (cicp).
"""

from __future__ import annotations

import io
from functools import partial

import numpy as np
from PIL import Image, ImageCms

from app.readers.colours.transform import CMYK, GREY, RGB, ColourTransform
from app.readers.metadata.raw import CodePoints
from app.readers.pixels.thumbnail import Pixels
from app.readers.reasons import UnreadableError

_HEADER = 128
_MODELS = {b"RGB ": RGB, b"GRAY": GREY, b"CMYK": CMYK}
_TAGS_MAX = 100
_SAME = 2
"""Levels of 255 by which the profiles differ that all are called sRGB."""


def find_code_points(profile: bytes) -> CodePoints | None:
    """Return the code points that a profile states besides its curves, as those of HDR pictures do."""
    count = min(int.from_bytes(profile[_HEADER : _HEADER + 4], "big"), _TAGS_MAX)
    for entry in range(_HEADER + 4, _HEADER + 4 + 12 * count, 12):
        if profile[entry : entry + 4] == b"cicp":
            at = int.from_bytes(profile[entry + 4 : entry + 8], "big")
            body = profile[at : at + 12]
            return CodePoints(body[8], body[9]) if body[:4] == b"cicp" and len(body) == 12 else None
    return None


def build_profile_transform(profile: bytes) -> ColourTransform | None:
    """Return what turns samples of this profile into sRGB, None where it makes no difference.

    Raises UnreadableError for a profile that is damaged or of an unknown kind.
    """
    if len(profile) <= _HEADER or profile[36:40] != b"acsp":
        raise UnreadableError("the colour profile is damaged")
    model = _MODELS.get(profile[16:20])
    if model is None:
        raise UnreadableError("the colour profile is for samples of a kind that is not supported")
    transform = ColourTransform(model, partial(_apply, _build(profile, model)))
    return None if model == RGB and _changes_nothing(transform) else transform


def _build(profile: bytes, model: str) -> ImageCms.ImageCmsTransform:
    """Build the transform of perceptual intent, for which the tables of printers are made."""
    try:
        return ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            model,
            RGB,
            ImageCms.Intent.PERCEPTUAL,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        raise UnreadableError("the colour profile is damaged") from error


def _apply(transform: ImageCms.ImageCmsTransform, pixels: Pixels) -> Pixels:
    image = Image.fromarray(pixels, transform.input_mode) if pixels.ndim == 3 else Image.fromarray(pixels)
    return np.asarray(transform.apply(image), dtype=np.uint8)


def _changes_nothing(transform: ColourTransform) -> bool:
    levels = np.arange(0, 256, 51)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(-1, 6, 3).astype(np.uint8)
    greys = np.repeat(np.arange(0, 252, 7, dtype=np.uint8), 3).reshape(-1, 6, 3)
    probe = np.concatenate((grid, greys))
    return int(np.abs(transform.apply(probe).astype(int) - probe).max()) <= _SAME
