"""What one reading of a file is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from app.readers.nsfw import DEFAULT_CHOICE


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The switches are independent of each other: what is off is not reported, though another may need it read.

    With `metadata` off and `keywords` on, for example, the prompt is read for its terms and not reported.
    """

    metadata: bool = True
    """Report blocks, generation, camera, place and capture date. Dimensions are always reported."""
    keywords: bool = True
    scores: bool = True
    nsfw: bool = True
    nsfw_model: str = DEFAULT_CHOICE
    """Which model scores; `app.readers.nsfw.loading` lists the choices."""
    thumbnail_px: int = 320
    """Longest side of the thumbnail."""
