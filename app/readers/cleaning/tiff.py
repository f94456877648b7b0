"""TIFF with only the tags that its pages need. Everything that no kept tag leads to becomes zeros; offsets stay.

Sources: TIFF 6.0 (Adobe, 1992); BigTIFF (libtiff); ICC.1, B.3 (profile in tag 34675).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.pictures.clean_copy import Kept, Piece, Zeros
from app.readers.cleaning.refusal import UncleanableError
from app.readers.limits import Limits
from app.readers.reasons import CUT_OFF, UnreadableError

_KEPT = frozenset(
    {
        *(254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 280, 281, 284, 290, 291, 292, 293),
        *(301, 317, 318, 319, 320, 322, 323, 324, 325, 332, 334, 336, 338, 339, 340, 341, 347, 529, 530, 531, 532),
        34675,
    }
)
"""How pixels are stored, coloured and turned."""
_PLACES = ((273, 279), (324, 325))
"""Offsets and lengths of strips, of tiles."""
_COMPRESSION, _OLD_JPEG, _DNG = 259, 6, 0xC612
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_LETTERS = {3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_PAGES = 10_000


@dataclass(slots=True)
class _Copy:
    """The parts of the copy, by their place in the file."""

    kept: list[tuple[int, int]] = field(default_factory=list)
    written: list[tuple[int, bytes]] = field(default_factory=list)


def clean_tiff(data: bytes, _orientation: int, limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of the copy, which is as long as the file needs to be.

    Raises UnreadableError for a raw photograph, the JPEG compression of old TIFFs, or a file that is cut off.
    """
    layout = _Layout(data)
    copy = _Copy(kept=[(0, layout.header)])
    at, seen = layout.first, set[int]()
    while at and at not in seen and len(seen) < _PAGES:
        seen.add(at)
        at = _clean_directory(data, at, layout, copy, limits)
    return _arrange(copy)


class _Layout:
    """Byte order and widths of one file."""

    def __init__(self, data: bytes) -> None:
        self.order = {b"II": "<", b"MM": ">"}[data[:2]]
        self.is_big = struct.unpack_from(self.order + "H", data, 2)[0] == 43
        self.header, self.entry, self.inline = (16, 20, 12) if self.is_big else (8, 12, 8)
        self.count, self.number = ("Q", "Q") if self.is_big else ("H", "I")
        self.data = data
        self.first = self.unpack(self.number, 8 if self.is_big else 4)

    def unpack(self, letter: str, at: int) -> int:
        size = struct.calcsize(letter)
        if at < 0 or at + size > len(self.data):
            raise UnreadableError(CUT_OFF)
        value: int = struct.unpack_from(self.order + letter, self.data, at)[0]
        return value

    def unpack_all(self, kind: int, at: int, count: int) -> list[int]:
        if kind not in _LETTERS or at + count * _SIZES[kind] > len(self.data):
            raise UnreadableError(CUT_OFF)
        return list(struct.unpack_from(f"{self.order}{count}{_LETTERS[kind]}", self.data, at))


def _clean_directory(data: bytes, at: int, layout: _Layout, copy: _Copy, limits: Limits) -> int:
    """Add one page to the copy, and return where the next one is."""
    count = layout.unpack(layout.count, at)
    if count > limits.exif_entries:
        raise UnreadableError(f"a page has more than {limits.exif_entries:,} tags")
    first = at + struct.calcsize(layout.count)
    entries, values = [], dict[int, list[int]]()
    for index in range(count):
        place = first + index * layout.entry
        tag, kind = layout.unpack("H", place), layout.unpack("H", place + 2)
        if tag == _DNG:
            raise UncleanableError("this is a raw photograph, which its metadata is needed to show")
        if tag not in _KEPT or kind not in _SIZES:
            continue
        number = layout.unpack(layout.number, place + 4)
        length, room = number * _SIZES[kind], layout.entry - layout.inline
        start = place + layout.inline if length <= room else layout.unpack(layout.number, place + layout.inline)
        if start + length > len(data):
            raise UnreadableError(CUT_OFF)
        if length > room:
            copy.kept.append((start, start + length))
        if kind in _LETTERS:
            values[tag] = layout.unpack_all(kind, start, number)
        entries.append(data[place : place + layout.entry])
    _add_pixels(values, copy, len(data))
    end = first + count * layout.entry
    following = layout.unpack(layout.number, end)
    head = struct.pack(layout.order + layout.count, len(entries))
    copy.written.append((at, head + b"".join(entries) + struct.pack(layout.order + layout.number, following)))
    return following


def _add_pixels(values: dict[int, list[int]], copy: _Copy, size: int) -> None:
    if values.get(_COMPRESSION, [1])[0] == _OLD_JPEG:
        raise UncleanableError("its pixels are compressed as JPEG in the form of old TIFFs")
    found = False
    for offsets, lengths in _PLACES:
        for start, length in zip(values.get(offsets, []), values.get(lengths, []), strict=True):
            if start + length > size:
                raise UnreadableError(CUT_OFF)
            copy.kept.append((start, start + length))
            found = True
    if not found:
        raise UncleanableError("a page has no pixels of its own")


def _arrange(copy: _Copy) -> Iterator[Piece]:
    """Yield all parts in the order of the file. Raises UnreadableError where a directory lies inside something else."""
    literal = dict(copy.written)
    spans = sorted([*copy.kept, *((at, at + len(text)) for at, text in copy.written)])
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        if start in literal:
            if start < at:
                raise UncleanableError("its parts overlap")
            pieces += [Zeros(start - at), literal.pop(start)]
            at = end
        elif end > at:
            if any(max(start, at) < place < end for place in literal):
                raise UncleanableError("its parts overlap")
            pieces += [Zeros(max(0, start - at)), Kept(max(start, at), end)]
            at = end
    return iter(pieces)
