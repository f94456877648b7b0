"""Colours that go together."""

from __future__ import annotations

from typing import TypeAlias

from app.demo.drawing.canvas import Colour, colour

Palette: TypeAlias = tuple[Colour, Colour, Colour, Colour, Colour]
"""From darkest to lightest."""

PALETTES: tuple[Palette, ...] = tuple(
    (colour(a), colour(b), colour(c), colour(d), colour(e))
    for a, b, c, d, e in (
        ("0b132b", "1c2541", "3a506b", "5bc0be", "f2fbe0"),
        ("10002b", "3c096c", "7b2cbf", "e0569b", "ffd6a5"),
        ("03071e", "370617", "9d0208", "f48c06", "ffe08a"),
        ("081c15", "1b4332", "2d6a4f", "74c69d", "e9f5db"),
        ("011627", "1d3557", "457b9d", "a8dadc", "f7fff0"),
        ("1a1423", "3d314a", "684756", "5fa8d3", "fff0c9"),
        ("001219", "005f73", "0a9396", "94d2bd", "ffdd99"),
        ("22223b", "3a0ca3", "4361ee", "4cc9f0", "fdf0ff"),
        ("14213d", "2a3d66", "2f6690", "81c3d7", "fca311"),
        ("132a13", "31572c", "4f772d", "90a955", "fefae0"),
    )
)
