"""Drawing functions. A canvas is an RGB picture: uint8, shape (height, width, 3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Canvas: TypeAlias = NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]
Points: TypeAlias = NDArray[np.float64]

SUBPIXEL_BITS = 4


def colour(hexadecimal: str) -> Colour:
    """`"ff8800"` → (255, 136, 0)."""
    red, green, blue = bytes.fromhex(hexadecimal)
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0…1) of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def gradient(width: int, height: int, *stops: Colour) -> Canvas:
    """A new canvas that runs through `stops` from top to bottom."""
    rows = np.linspace(0, len(stops) - 1, height)
    column = np.stack([np.interp(rows, range(len(stops)), channel) for channel in zip(*stops, strict=True)], axis=1)
    canvas = np.empty((height, width, 3), np.uint8)
    canvas[:] = column.round().astype(np.uint8)[:, None, :]
    return canvas


def polygon(canvas: Canvas, points: Points, fill: Colour) -> None:
    """Fill a polygon. `points` has the shape (n, 2), x and y in pixels."""
    fixed = np.round(points * (1 << SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillPoly(canvas, [fixed], fill, cv2.LINE_AA, SUBPIXEL_BITS)


def moved(points: Points | Sequence[Sequence[float]], x: float, y: float) -> Points:
    """Return `points` (n, 2), moved by (x, y)."""
    placed: Points = np.asarray(points, np.float64) + np.array([x, y])
    return placed


def runs(seen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the runs of true values in `seen` as (first, end), where `end` is exclusive."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(np.int8)))
    return [(int(first), int(behind)) for first, behind in edges.reshape(-1, 2)]


def disc(canvas: Canvas, x: float, y: float, radius: float, fill: Colour, *, line: float | None = None) -> None:
    """Draw a filled circle, or a ring of the thickness `line` in pixels."""
    scale = 1 << SUBPIXEL_BITS
    thickness = -1 if line is None else max(1, round(line))
    centre = (round(x * scale), round(y * scale))
    cv2.circle(canvas, centre, max(1, round(radius * scale)), fill, thickness, cv2.LINE_AA, SUBPIXEL_BITS)


def glow(canvas: Canvas, x: float, y: float, radius: float, light: Colour, strength: float) -> None:
    """Draw light that fades from `strength` (0…1) at x, y to nothing at `radius`."""
    height, width = canvas.shape[:2]
    left, top = max(0, round(x - radius)), max(0, round(y - radius))
    right, bottom = min(width, round(x + radius)), min(height, round(y + radius))
    if left >= right or top >= bottom:
        return
    size = max(2, round(2 * radius))
    offset_x, offset_y = left - round(x - radius), top - round(y - radius)
    halo = cv2.resize(_halo(), (size, size), interpolation=cv2.INTER_LINEAR)
    share = halo[offset_y : offset_y + bottom - top, offset_x : offset_x + right - left] * np.float32(strength)
    patch = canvas[top : top + share.shape[0], left : left + share.shape[1]]
    patch[:] = cv2.blendLinear(patch, np.full_like(patch, light), 1 - share, share)


def veil(canvas: Canvas, painted: Canvas, share: float) -> None:
    """Blend `share` (0…1) of `painted` into `canvas`, to draw translucent shapes."""
    cv2.addWeighted(painted, share, canvas, 1 - share, 0, dst=canvas)


def ridge(rng: Random, width: int, level: float, swing: float, *, rough: float = 1.0, shift: float = 0.0) -> Points:
    """The upper edge of a hill or wave: points (n, 2) around `level`, at most `swing` pixels above or below it.

    `rough` shortens the waves; `shift` (0…1) moves them by a whole turn.
    """
    x = np.arange(0, width + 8, 6, dtype=np.float64)
    y = np.zeros_like(x)
    for octave in range(4):
        length = width / (rng.uniform(0.7, 1.3) * rough * (1 + octave))
        y += np.sin(2 * math.pi * (x / length + rng.random() + shift)) / (1.6**octave)
    return np.stack([x, level + y / 2.2 * swing], axis=1)


def ground(canvas: Canvas, edge: Points, fill: Colour) -> None:
    """Fill everything below `edge`."""
    height = canvas.shape[0]
    corners = np.array([[edge[-1, 0], height], [edge[0, 0], height]])
    polygon(canvas, np.concatenate([edge, corners]), fill)


def stars(rng: Random, canvas: Canvas, count: int, light: Colour, *, below: float) -> None:
    """Draw `count` stars over the upper part of the canvas, down to `below` (a share of its height)."""
    height, width = canvas.shape[:2]
    for _ in range(count):
        x, y = rng.uniform(0, width), rng.uniform(0, height * below)
        disc(canvas, x, y, rng.choice((0.6, 0.8, 1.1, 1.6)), light)


@cache
def _halo() -> NDArray[np.float32]:
    axis = np.linspace(-1, 1, 128, dtype=np.float32)
    distance = np.sqrt(axis[:, None] ** 2 + axis[None, :] ** 2)
    halo: NDArray[np.float32] = np.clip(1 - distance, 0, 1) ** 2
    return halo
