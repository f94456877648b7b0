"""What is reported of a file."""

from __future__ import annotations

from dataclasses import dataclass

from app.readers.nsfw import DEFAULT_CHOICE


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The switches are independent: what is off is not reported, even if it must be read for another switch.

    With `metadata` off and `keywords` on, for example, the prompt is read for its terms but not reported.
    """

    metadata: bool = True
    """Report blocks, generation, camera, place and capture date. Dimensions are always reported."""
    keywords: bool = True
    scores: bool = True
    nsfw: bool = True
    nsfw_model: str = DEFAULT_CHOICE
    """The model that scores; `app.readers.nsfw.loading` lists the choices."""
    thumbnail_px: int = 320
    """Longest side of the thumbnail, in pixels."""
    pixels: bool = True
    """Decode pictures, for thumbnails, look-alikes, hidden data and NSFW scores. Without it, dimensions come from
    headers, and damage that only a decoder finds is not found."""
    hashed_bytes: int | None = None
    """Without pixels: the size of the largest file whose bytes are hashed; None for any size."""
