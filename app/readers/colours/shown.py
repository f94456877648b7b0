"""Shows samples as sRGB: by their ICC profile, their code points, or their gamma, in this order.

What is stated nowhere is sRGB, as browsers take it. Both thumbnails and renditions come through here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from app.readers.colours.light import HDR_TRANSFERS, build_light_transform
from app.readers.colours.profiles import build_profile_transform, find_code_points
from app.readers.colours.transform import CMYK, GREY, ColourTransform
from app.readers.metadata.raw import ColourDescription
from app.readers.pixels.thumbnail import Pixels
from app.readers.reasons import UnreadableError

SHOWN_AS_SRGB = "the colours are shown as sRGB"


class ShownColours(NamedTuple):
    """Pixels in sRGB, and what is wrong with the description of their colours, in words for the user."""

    pixels: Pixels
    problem: str | None = None


@lru_cache(maxsize=8)
def find_transform(colours: ColourDescription) -> ColourTransform | None:
    """Return what turns such samples into sRGB, None where they are sRGB. Files of one camera share their profile.

    Raises UnreadableError for a profile that is damaged or of an unknown kind.
    """
    if not colours.profile:
        return build_light_transform(colours)
    points = find_code_points(colours.profile)
    if points is not None and points.transfer in HDR_TRANSFERS:
        return build_light_transform(ColourDescription(code_points=points))
    return build_profile_transform(colours.profile)


def is_srgb(colours: ColourDescription) -> bool:
    """Whether such samples are sRGB, or have to be taken as sRGB because nothing sound says what they are."""
    try:
        return not colours.is_stated or find_transform(colours) is None
    except UnreadableError:
        return True


def show_as_srgb(pixels: Pixels, inks: Pixels | None, colours: ColourDescription) -> ShownColours:
    """Return RGB `pixels` in sRGB. `inks` are the same picture as CMYK, where the file stores it so.

    A description that is damaged, or made for other samples, is a problem; the pixels are then taken as sRGB.
    """
    if not colours.is_stated:
        return ShownColours(pixels)
    try:
        transform = find_transform(colours)
        return ShownColours(pixels if transform is None else _apply(transform, pixels, inks))
    except UnreadableError as error:
        return ShownColours(pixels, f"{error}; {SHOWN_AS_SRGB}")


def _apply(transform: ColourTransform, pixels: Pixels, inks: Pixels | None) -> Pixels:
    if (transform.model == CMYK) != (inks is not None):
        raise UnreadableError("the colour profile is not made for this kind of picture")
    if inks is not None:
        return transform.apply(inks)
    if transform.model == GREY:
        return transform.apply(_take_grey(pixels))
    return transform.apply(pixels)


def _take_grey(pixels: Pixels) -> Pixels:
    """Return the one channel of a grey picture."""
    if not (np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 0], pixels[..., 2])):
        raise UnreadableError("the colour profile is made for grey, and the picture has colours")
    return np.ascontiguousarray(pixels[..., 0])
