"""From the samples of any decoder to 8-bit RGB, or RGBA where something is transparent."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from app.readers.pixels.thumbnail import Pixels
from app.readers.reasons import UnreadableError

BACKGROUND = 128
"""Transparent pictures are shown on this grey, on which both black and white drawings stay visible."""

_BAND_ROWS = 256

Array = NDArray[np.generic]


def to_rgb(array: Array) -> Pixels:
    """Convert grey, grey with alpha, RGB or RGBA of 8 or 16 bits, or float 0…1 to RGB of 8 bits on `BACKGROUND`."""
    array = to_bytes(array)
    if array.ndim == 2:
        return np.asarray(cv2.cvtColor(array, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    channels = array.shape[2]
    if channels == 1:
        return to_rgb(array[..., 0])
    if channels == 3:
        return array
    if channels not in (2, 4):
        raise UnreadableError(f"the image has {channels} channels, which is not supported")
    colour, alpha = array[..., :-1], array[..., -1:]
    if int(alpha.min()) < 255:
        colour = _composite(colour, alpha)
    return np.ascontiguousarray(np.broadcast_to(colour, (*array.shape[:2], 3)))


def to_rgba(array: Array) -> Pixels:
    """Convert the same samples as `to_rgb` does to 8-bit RGB, or to RGBA where something is transparent."""
    array = to_bytes(array)
    if array.ndim == 2:
        array = array[..., None]
    channels = array.shape[2]
    if channels > 4:
        raise UnreadableError(f"the picture has {channels} channels, which cannot be shown")
    has_alpha = channels in (2, 4)
    colour = array[..., :-1] if has_alpha else array
    if colour.shape[2] == 1:
        colour = np.broadcast_to(colour, (*colour.shape[:2], 3))
    if has_alpha and int(array[..., -1].min()) < 255:
        return np.concatenate((colour, array[..., -1:]), axis=2)
    return np.ascontiguousarray(colour)


def to_bytes(array: Array) -> Pixels:
    """Convert samples of 16 bits, or float 0…1, to 8 bits."""
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
