"""What turns samples of one kind into sRGB."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.readers.pixels.thumbnail import Pixels

RGB, GREY, CMYK = "RGB", "L", "CMYK"
"""Kinds of samples, by the names that Pillow has for them."""


@dataclass(frozen=True, slots=True)
class ColourTransform:
    """Turns samples of 8 bits into sRGB. It is built once and used for every picture with the same description."""

    model: str
    """The samples it takes: `RGB`, `L` of (height, width), or `CMYK`, in which 0 is no ink."""
    apply: Callable[[Pixels], Pixels]
