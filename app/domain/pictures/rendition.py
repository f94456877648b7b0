"""Renditions: a file's picture at a size for the screen, in a format that every browser shows."""

from __future__ import annotations

from dataclasses import dataclass

RENDITION_SIZES = (1280, 2048, 4096, 8192)
"""Longest sides in pixels. Few, so that neighbouring wishes share one rendition; the largest is for zooming in."""

DEFAULT_SIZE = 2048
LARGEST_WISH = 16_384
"""The largest size that may be asked for, in pixels; it is answered with the largest of `RENDITION_SIZES`."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """An encoded picture: upright, at most a given number of pixels on its longer side, never enlarged."""

    data: bytes
    media_type: str
    """`image/jpeg`, or `image/webp` for a picture with alpha."""


def snap_size(wish: int) -> int:
    """Return the smallest size that satisfies a wish in pixels, or the largest there is."""
    return next((size for size in RENDITION_SIZES if size >= wish), RENDITION_SIZES[-1])


def file_version(mtime_ns: int, size: int) -> str:
    """Return a short text that changes when the file does; it makes the address of a rendition immutable."""
    return f"{mtime_ns:x}-{size:x}"
