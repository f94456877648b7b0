"""Compares a screenshot with the picture that is kept of the same state.

Two versions of Chromium draw the edges of letters and curves a little differently. A pixel therefore counts as another
one only if a channel is off by more than `TOLERANCE`, and a picture only if more than `MOST` of its pixels are, or more
than `MOST_OF_A_TILE` of one tile: a button that has moved by some pixels changes little of the picture, but much of
where it is.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from tests.support.browser import KEPT

RENEW = "RENEW_PICTURES"
"""Set, this environment variable stores the new pictures instead of comparing them."""
PICTURES = Path(__file__).parent / "pictures"
TOLERANCE = 24
MOST = 0.004
TILE = 40
MOST_OF_A_TILE = 0.08
EXACT = 64
STEP = 16
"""A picture keeps its 64 most frequent colours, those of the page; all others, which photos have, in steps of 16. That
makes the files a third smaller and stays far below the tolerance.
"""

Pixels = npt.NDArray[np.uint8]


def check_picture(name: str, screenshot: bytes) -> None:
    """Compare a screenshot with the picture of this name; or store it, see `RENEW`."""
    found = np.asarray(Image.open(io.BytesIO(screenshot)).convert("RGB"))
    kept = PICTURES / f"{name}.webp"
    if os.environ.get(RENEW):
        PICTURES.mkdir(exist_ok=True)
        Image.fromarray(with_fewer_colours(found)).save(kept, lossless=True, quality=100, method=6)
        return
    assert kept.exists(), f"There is no picture of {name}. {advice(name, found)}"
    wanted = np.asarray(Image.open(kept).convert("RGB"))
    assert wanted.shape == found.shape, f"{name} has another size: {found.shape}, not {wanted.shape}."
    other = differs(wanted, found)
    share, tile = float(other.mean()), share_of_worst_tile(other)
    if share > MOST or tile > MOST_OF_A_TILE:
        marked = np.where(other[..., None], np.array([255, 0, 80], np.uint8), 255 - (255 - found) // 4)
        Image.fromarray(marked.astype(np.uint8)).save(kept_beside(f"{name}-difference"))
        raise AssertionError(
            f"{name} looks different: {share:.2%} of its pixels, {tile:.0%} of one place. {advice(name, found)} "
            f"What differs is red in {kept_beside(f'{name}-difference')}."
        )


def with_fewer_colours(pixels: Pixels) -> Pixels:
    """Return the picture as it is kept, see `EXACT`."""
    numbers = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    _, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    frequent = np.isin(places.reshape(numbers.shape), np.argsort(counts)[-EXACT:])
    return np.where(frequent[..., None], pixels, pixels // STEP * STEP + STEP // 2).astype(np.uint8)


def differs(wanted: Pixels, found: Pixels) -> npt.NDArray[np.bool_]:
    """Return which pixels differ by more than the tolerance."""
    other: npt.NDArray[np.bool_] = np.abs(wanted.astype(np.int16) - found.astype(np.int16)).max(axis=2) > TOLERANCE
    return other


def share_of_worst_tile(other: npt.NDArray[np.bool_]) -> float:
    """Return how much differs of the tile of which most does."""
    height, width = (-(-side // TILE) * TILE for side in other.shape)
    whole = np.zeros((height, width), np.bool_)
    whole[: other.shape[0], : other.shape[1]] = other
    tiles = whole.reshape(height // TILE, TILE, width // TILE, TILE)
    return float(tiles.mean(axis=(1, 3)).max())


def advice(name: str, found: Pixels) -> str:
    Image.fromarray(found).save(kept_beside(name))
    return f"Look at {kept_beside(name)}; if it is what you want, store it with {RENEW}=1."


def kept_beside(name: str) -> Path:
    KEPT.mkdir(exist_ok=True)
    return KEPT / f"picture-{name}.png"
