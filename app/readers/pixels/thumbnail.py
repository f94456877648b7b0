"""From a decoded picture to its thumbnail and perceptual hash: rotated, shrunk, encoded, hashed."""

from __future__ import annotations

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from app.domain.report import Thumbnail

Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB."""

THUMBNAIL_QUALITY = 80
MODEL_SIDE = 256
"""Shortest side, in pixels, of the picture passed to an NSFW model; the models take 224 and resize themselves."""


def turn_upright(pixels: Pixels, orientation: int) -> Pixels:
    """Return the picture upright, by EXIF orientation 1…8 (EXIF 2.32, 4.6.4 A)."""
    if orientation in (2, 4, 5, 7):
        pixels = pixels[:, ::-1] if orientation in (2, 5, 7) else pixels[::-1]
    quarters = {3: 2, 5: 1, 6: 3, 7: 3, 8: 1}.get(orientation, 0)
    return np.ascontiguousarray(np.rot90(pixels, quarters))


def shrink(pixels: Pixels, longest: int) -> Pixels:
    """Shrink to at most `longest` pixels per side. Never enlarges.

    Even sides are halved first: averaging 2×2 pixels is four times as fast as any other ratio. What is left, less than
    half, is interpolated: that takes a seventh of the time of averaging, and looks the same (54 dB).
    """
    height, width = pixels.shape[:2]
    while max(height, width) >= 2 * longest and height % 2 == 0 and width % 2 == 0:
        height, width = height // 2, width // 2
        pixels = resize(pixels, width, height)
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    way = cv2.INTER_LINEAR if scale > 1 / 2 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, size, interpolation=way), dtype=np.uint8)


def shrink_shorter_side(pixels: Pixels, shortest: int) -> Pixels:
    """Shrink so that the shorter side has `shortest` pixels. Never enlarges. Works with any number of channels."""
    height, width = pixels.shape[:2]
    scale = shortest / min(height, width)
    return pixels if scale >= 1 else resize(pixels, round(width * scale), round(height * scale))


def resize(pixels: Pixels, width: int, height: int) -> Pixels:
    """Resize by area averaging."""
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def shrink_for_model(pixels: Pixels) -> Pixels:
    """Shrink enough for speed, and little enough that a model's own resizing still averages."""
    height, width = pixels.shape[:2]
    return shrink(pixels, max(MODEL_SIDE, round(MODEL_SIDE * max(height, width) / min(height, width))))


def encode_thumbnail(pixels: Pixels) -> Thumbnail:
    """Encode as JPEG: it takes 0.3 ms instead of 2.3 ms for WebP of the same size, and every browser shows it."""
    data = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), THUMBNAIL_QUALITY, "RGB", "420")
    return Thumbnail(data=bytes(data), media_type="image/jpeg", width=pixels.shape[1], height=pixels.shape[0])


def compute_perceptual_hash(pixels: Pixels) -> str:
    """Return a 64-bit DCT hash in 16 hexadecimal digits.

    Grey, 32×32 by area averaging, two-dimensional DCT-II; each of its 8×8 lowest frequencies gives one bit, set where
    it exceeds their median; rows from the top, the first bit the highest. (The form of C. Zauner, “Implementation and
    Benchmarking of Perceptual Image Hash Functions”, 2010, with the constant term kept.) Coefficients are rounded, so
    that rounding noise of an even picture sets no bits.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float64)
    lowest = np.round(cv2.dct(small)[:8, :8], 3)
    ordered = np.sort(lowest, axis=None)
    median = (ordered[31] + ordered[32]) / 2  # np.median takes five times as long for so few values
    return np.packbits((lowest > median).ravel()).tobytes().hex()
