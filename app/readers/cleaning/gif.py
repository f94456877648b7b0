"""GIF without comments, XMP, credentials and unknown extensions. Source: GIF89a (CompuServe, 1990)."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.pictures.clean_copy import Kept, Piece
from app.readers.containers.gif import measure_color_table, skip_sub_blocks
from app.readers.limits import Limits
from app.readers.reasons import CUT_OFF, UnreadableError

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_KEPT_APPLICATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
"""How often an animation repeats, and the colour profile."""


def clean_gif(data: bytes, _orientation: int, limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of the copy, which ends with the trailer. Raises UnreadableError for a file that is cut off."""
    at = 13 + measure_color_table(data[10])
    yield Kept(0, at)
    left = limits.sub_blocks
    while at + 1 < len(data) and data[at] in (_EXTENSION, _IMAGE) and left > 0:
        start = at
        is_extension = data[at] == _EXTENSION
        body = at + 2 if is_extension else at + 11 + measure_color_table(data[at + 9 : at + 10][0])
        at, walked = skip_sub_blocks(data, body, left)
        left -= walked + 1
        if not is_extension or _is_kept(data, start):
            yield Kept(start, at)
    if at >= len(data) or data[at] != _TRAILER:
        raise UnreadableError(CUT_OFF)
    yield Kept(at, at + 1)


def _is_kept(data: bytes, at: int) -> bool:
    label = data[at + 1]
    return label == _CONTROL or (label == _APPLICATION and data[at + 3 : at + 14] in _KEPT_APPLICATIONS)
