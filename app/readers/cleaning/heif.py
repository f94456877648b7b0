"""HEIC and AVIF without the items and boxes that are not their picture. Offsets stay: see `boxes.py`.

Kept are the coded pictures and how they are put together, with depth maps, gain maps and alpha. Thumbnails are left out
as EXIF's are: one may show what was cut away. Sources: ISO/IEC 14496-12, 8.11 (`meta`); 23008-12 (HEIF), 6 and 10.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.pictures.clean_copy import Kept, Piece, Zeros
from app.readers.cleaning.boxes import blank_box, keep_ranges
from app.readers.cleaning.refusal import UncleanableError
from app.readers.containers.isobmff import Box, walk_boxes
from app.readers.limits import Limits
from app.readers.reasons import CUT_OFF, UnreadableError

_PICTURES = frozenset(
    {
        *(b"hvc1", b"hev1", b"lhv1", b"av01", b"avc1", b"vvc1", b"jpeg", b"j2k1", b"unci"),
        *(b"grid", b"iovl", b"iden", b"tmap"),
    }
)
"""Types of items that are pictures: coded ones, and those put together of others."""
_KEPT_IN_META = frozenset({b"hdlr", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"idat", b"dinf", b"grpl"})
_SEQUENCE = "this is an animation in HEIF, whose metadata cannot be left out without encoding it again"
_UNUSUAL = "the boxes of the file are arranged in an unusual way"


@dataclass(slots=True)
class _Items:
    """What is known of the items of one `meta` box."""

    types: dict[int, bytes] = field(default_factory=dict)
    thumbnails: set[int] = field(default_factory=set)
    ranges: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Item → its places in the file."""
    in_idat: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Item → its places in the body of `idat`."""

    def is_kept(self, item: int) -> bool:
        return self.types.get(item) in _PICTURES and item not in self.thumbnails


def clean_heif(data: bytes, _orientation: int, limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of the copy, which is as long as the file.

    Raises UnreadableError for an animation, or a file whose boxes cannot be relied on.
    """
    outer = list(_walk(data, 0, len(data)))
    kinds = [kind for kind, *_ in outer]
    if b"moov" in kinds:
        raise UncleanableError(_SEQUENCE)
    if kinds.count(b"meta") != 1:
        raise UncleanableError(_UNUSUAL)
    [meta] = [(at, start, end) for kind, at, start, end in outer if kind == b"meta"]
    items = _read_items(data, meta[1], meta[2], limits)
    kept = [place for item, places in items.ranges.items() if items.is_kept(item) for place in places]
    for kind, at, start, end in outer:
        if kind == b"ftyp":
            yield Kept(at, end)
        elif kind == b"meta":
            yield from _clean_meta(data, at, start, end, items)
        elif kind == b"mdat":
            yield Kept(at, start)
            yield from keep_ranges(start, end, kept)
        else:
            yield from blank_box(data[at:start], end - at)


def _walk(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (type, where the box begins, its body begins, and ends). Raises UnreadableError unless they fill it all."""
    at = start
    for kind, body, stop in walk_boxes(data, start, end):
        size = int.from_bytes(data[at : at + 4], "big")
        announced = int.from_bytes(data[at + 8 : at + 16], "big") if size == 1 else size or end - at
        if at + announced != stop:
            raise UnreadableError(CUT_OFF)
        yield kind, at, body, stop
        at = stop
    if at != end:
        raise UnreadableError(CUT_OFF)


def _read_items(data: bytes, start: int, end: int, limits: Limits) -> _Items:
    items = _Items()
    children: dict[bytes, Box] = {kind: (kind, body, stop) for kind, _, body, stop in _walk(data, start + 4, end)}
    for name in (b"iinf", b"iloc"):
        if name not in children:
            raise UncleanableError(_UNUSUAL)
    for item, _, kind in _iterate_types(data, *children[b"iinf"][1:]):
        items.types[item] = kind
    for item, _, places, in_idat in _iterate_locations(data, *children[b"iloc"][1:], limits):
        (items.in_idat if in_idat else items.ranges)[item] = places
    if b"iref" in children:
        _, body, stop = children[b"iref"]
        for kind, _, at, last in _walk(data, body + 4, stop):
            if kind == b"thmb":
                items.thumbnails.add(_take(data, at, 4 if data[body] else 2, last))
    return items


def _take(data: bytes, at: int, width: int, end: int) -> int:
    if at + width > end:
        raise UnreadableError(CUT_OFF)
    return int.from_bytes(data[at : at + width], "big")


def _iterate_types(data: bytes, start: int, end: int) -> Iterator[tuple[int, Kept, bytes]]:
    """Yield (item, its `infe` box, type)."""
    first = start + (6 if data[start] == 0 else 8)
    for kind, at, body, stop in _walk(data, first, end):
        version = _take(data, body, 1, stop)
        if kind != b"infe" or version not in (2, 3):
            raise UncleanableError(_UNUSUAL)
        width = 2 if version == 2 else 4
        place = body + 4 + width + 2
        _take(data, place, 4, stop)
        yield _take(data, body + 4, width, stop), Kept(at, stop), data[place : place + 4]


def _iterate_locations(
    data: bytes, start: int, end: int, limits: Limits
) -> Iterator[tuple[int, Kept, list[tuple[int, int]], bool]]:
    """Yield (item, its entry, its places, whether these are in `idat`). Raises UnreadableError for derived places."""
    version = data[start]
    sizes = _take(data, start + 4, 2, end)
    offset, length, base, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, (sizes & 15 if version else 0)
    wide = 4 if version == 2 else 2
    at = start + 6 + wide
    for _ in range(min(_take(data, start + 6, wide, end), limits.chunks)):
        entry, item = at, _take(data, at, wide, end)
        at += wide
        method = _take(data, at, 2, end) & 15 if version else 0
        if method > 1:
            raise UncleanableError(_UNUSUAL)
        at += (2 if version else 0) + 2
        origin = _take(data, at, base, end) if base else 0
        at += base
        count = _take(data, at, 2, end)
        at += 2
        places = []
        for _ in range(count):
            at += index
            first = origin + (_take(data, at, offset, end) if offset else 0)
            size = _take(data, at + offset, length, end) if length else 0
            at += offset + length
            places.append((first, first + size if size else len(data)))
        yield item, Kept(entry, at), places, method == 1


def _clean_meta(data: bytes, at: int, start: int, end: int, items: _Items) -> Iterator[Piece]:
    """Yield the box with fewer entries, and a `free` box that makes it as long as it was."""
    pieces: list[bytes] = []
    for kind, box, body, stop in _walk(data, start + 4, end):
        if kind == b"pitm" and not items.is_kept(_take(data, body + 4, 4 if data[body] else 2, stop)):
            raise UncleanableError(_UNUSUAL)
        if kind in _KEPT_IN_META:
            pieces.append(_clean_child(data, kind, box, body, stop, items))
    content = b"".join(pieces)
    spare = end - start - 4 - len(content)
    if spare and spare < 8:
        raise UncleanableError(_UNUSUAL)
    yield Kept(at, start + 4)
    yield content
    if spare:
        yield spare.to_bytes(4, "big") + b"free"
        yield Zeros(spare - 8)


def _clean_child(data: bytes, kind: bytes, box: int, body: int, stop: int, items: _Items) -> bytes:
    if kind == b"iinf":
        types = _iterate_types(data, body, stop)
        entries = [data[one.start : one.end] for item, one, _ in types if items.is_kept(item)]
        width = 2 if data[body] == 0 else 4
        return _box(kind, data[body : body + 4] + len(entries).to_bytes(width, "big") + b"".join(entries))
    if kind == b"iloc":
        found = _iterate_locations(data, body, stop, _UNBOUNDED)
        entries = [data[one.start : one.end] for item, one, *_ in found if items.is_kept(item)]
        width = 4 if data[body] == 2 else 2
        return _box(kind, data[body : body + 6] + len(entries).to_bytes(width, "big") + b"".join(entries))
    if kind == b"iref":
        return _clean_references(data, body, stop, items)
    if kind == b"iprp":
        return _clean_properties(data, body, stop, items)
    if kind == b"idat":
        kept = [place for item, places in items.in_idat.items() if items.is_kept(item) for place in places]
        return _box(kind, _keep_bytes(data[body:stop], kept))
    return data[box:stop]


_UNBOUNDED = Limits()


def _keep_bytes(data: bytes, kept: list[tuple[int, int]]) -> bytes:
    pieces = keep_ranges(0, len(data), kept)
    return b"".join(data[one.start : one.end] if isinstance(one, Kept) else bytes(_zeros(one)) for one in pieces)


def _zeros(piece: Piece) -> int:
    assert isinstance(piece, Zeros)
    return piece.length


def _clean_references(data: bytes, body: int, stop: int, items: _Items) -> bytes:
    """Drop references from items that are left out, and those that lead to one."""
    width, kept = 4 if data[body] else 2, []
    for kind, at, start, end in _walk(data, body + 4, stop):
        count = _take(data, start + width, 2, end)
        targets = [_take(data, start + width + 2 + width * index, width, end) for index in range(count)]
        if all(map(items.is_kept, [_take(data, start, width, end), *targets])):
            kept.append(data[at:end])
        elif items.is_kept(_take(data, start, width, end)) and kind != b"cdsc":
            raise UncleanableError(_UNUSUAL)  # a picture that is made of something else
    return _box(b"iref", data[body : body + 4] + b"".join(kept)) if kept else b""


def _clean_properties(data: bytes, body: int, stop: int, items: _Items) -> bytes:
    """Drop associations of items that are left out, and the properties that describe (`udes`, times)."""
    parts = []
    for kind, at, start, end in _walk(data, body, stop):
        if kind == b"ipma":
            parts.append(_clean_associations(data, start, end, items))
        elif kind == b"ipco":
            blanked = [
                data[one : one + 4] + b"free" + bytes(last - one - 8) if name in _DESCRIBING else data[one:last]
                for name, one, _, last in _walk(data, start, end)
            ]
            parts.append(_box(kind, b"".join(blanked)))
        else:
            parts.append(data[at:end])
    return _box(b"iprp", b"".join(parts))


_DESCRIBING = frozenset({b"udes", b"crtt", b"mdft", b"altt", b"uuid"})


def _clean_associations(data: bytes, start: int, end: int, items: _Items) -> bytes:
    version, wide = data[start], data[start + 3] & 1
    width, at, kept = 4 if version else 2, start + 8, []
    for _ in range(_take(data, start + 4, 4, end)):
        item = _take(data, at, width, end)
        last = at + width + 1 + _take(data, at + width, 1, end) * (2 if wide else 1)
        if items.is_kept(item):
            kept.append(data[at:last])
        at = last
    return _box(b"ipma", data[start : start + 4] + len(kept).to_bytes(4, "big") + b"".join(kept))


def _box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body
