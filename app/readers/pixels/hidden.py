"""Bits hidden in the lowest bits of a picture's samples, as NovelAI and “stealth pnginfo” write them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.readers.generation.stealth import HEADER_BYTES, is_stealth


def find_hidden_bits(array: NDArray[np.generic]) -> bytes | None:
    """Return the packed lowest bits of alpha, else of red, green and blue, where they begin with a known signature.

    Bits are packed column by column, from the top. Where nothing is hidden, only the first columns are examined.
    """
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] not in (3, 4):
        return None
    samples = array.astype(np.uint8, copy=False)
    for plane in [samples[..., 3:], samples[..., :3]] if array.shape[2] == 4 else [samples]:
        columns = -(-HEADER_BYTES * 8 // (plane.shape[0] * plane.shape[2]))
        if is_stealth(_pack_bits(plane[:, :columns])):
            return _pack_bits(plane)
    return None


def _pack_bits(plane: NDArray[np.uint8]) -> bytes:
    return np.packbits((plane & 1).transpose(1, 0, 2)).tobytes()
