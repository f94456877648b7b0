"""ISO base media files whose offsets must stay: a box that is left out becomes a `free` box of zeros.

Source: ISO/IEC 14496-12, 8.1.2 (`free`).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.pictures.clean_copy import Kept, Piece, Zeros
from app.readers.containers.isobmff import walk_boxes
from app.readers.limits import Limits

_JXL_KEPT = frozenset({b"JXL ", b"ftyp", b"jxll", b"jxlc", b"jxlp", b"jxli"})


def blank_box(head: bytes, size: int) -> list[Piece]:
    """Return a `free` box in place of a box with this header and this size, header included."""
    return [head[:4] + b"free" + head[8:], Zeros(size - len(head))]


def clean_jxl(data: bytes, _orientation: int, _limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of a JPEG XL with only the boxes of its codestream; nothing in it refers to file offsets.

    `jbrd`, from which the JPEG that it was made of can be restored, holds that file's metadata and is left out, too.
    """
    if data[:2] == b"\xff\x0a":
        yield Kept(0, len(data))
        return
    at = 0
    for kind, _start, end in walk_boxes(data, 0, len(data)):
        if kind in _JXL_KEPT:
            yield Kept(at, end)
        at = end


def keep_ranges(start: int, end: int, ranges: list[tuple[int, int]]) -> Iterator[Piece]:
    """Yield the bytes from `start` to `end` with zeros for all that is in none of the ranges, which may overlap."""
    at = start
    for first, last in sorted(ranges):
        first, last = max(first, at), min(last, end)  # noqa: PLW2901
        if first < last:
            yield Zeros(first - at)
            yield Kept(first, last)
            at = last
    yield Zeros(end - at)
