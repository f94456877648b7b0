"""HEIC and AVIF: size, rotation, EXIF and XMP of the primary item, from the `meta` box.

Sources: ISO/IEC 14496-12 (boxes, `meta`, `iinf`, `iloc`), ISO/IEC 23008-12 (HEIF: `ispe`, `irot`, the Exif item).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.readers.metadata.raw import Embedded

Box = tuple[bytes, int, int]
"""(type, start of the body, end of the body)."""


MAX_BOXES = 100_000
"""Boxes walked at one level; pictures have a dozen."""


def walk_boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes of `data[start:end]`; one that reaches beyond the end is cut there, and is the last."""
    at = start
    for _ in range(MAX_BOXES):
        if at + 8 > end:
            return
        size, kind, body = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0:
            size = end - at
        if size < body - at:
            return
        yield kind, body, min(at + size, end)
        at += size


C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""XMP specification part 3, 1.2.2 (MPEG-4)."""


def extract_manifest_store(body: bytes) -> bytes:
    """The JUMBF boxes in a C2PA `uuid` box (C2PA 2.1, 11.2): version and flags, purpose, NUL, 8 bytes, boxes."""
    purpose, _, rest = body[4:].partition(b"\0")
    return rest[8:] if purpose in (b"manifest", b"original") else b""


@dataclass(slots=True)
class Outline:
    """The outermost boxes of a file."""

    announced: int = 0
    """Bytes the file must have."""
    kinds: set[bytes] = field(default_factory=set)
    uuids: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    """UUID of each `uuid` box → where its body begins and ends."""


def read_outline(read: Callable[[int, int], bytes], size: int, limit: int) -> Outline:
    """Walks the outermost boxes of a file of `size` bytes; `read(count, at)` gives its bytes."""
    found = Outline()
    at = 0
    for _ in range(limit):
        head = read(32, at)
        if len(head) < 8:
            break
        length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), 16
        found.kinds.add(kind)
        if length < body:
            # 0: to the end of the file. Anything else is damage, behind which nothing can be known.
            found.announced = max(at, size)
            return found
        if kind == b"uuid":
            found.uuids.setdefault(head[body : body + 16], (at + body + 16, min(at + length, size)))
        at += length
        if at >= size:
            break
    found.announced = at
    return found


@dataclass(slots=True)
class _MetaBox:
    """What the `meta` box says about items."""

    primary: int = 0
    types: dict[int, bytes] = field(default_factory=dict)
    """Item id → type; for `mime` items the content type."""
    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Item id → (offset in the file, length) of its pieces."""
    properties: list[Box] = field(default_factory=list)
    associated: dict[int, list[int]] = field(default_factory=dict)
    """Item id → numbers (from 1) of its properties."""
    idat: int = 0


class _BoxCursor:
    """Reads big-endian numbers one after another; beyond the end it reads zeros, so loops must check `left`."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def take(self, size: int) -> int:
        value = int.from_bytes(self.data[self.at : min(self.at + size, self.end)], "big")
        self.at += size
        return value

    @property
    def left(self) -> bool:
        return self.at < self.end


def read_heif(data: bytes, embedded: Embedded) -> None:
    """The decoders turn the picture by its own properties, so EXIF orientation is only a record there."""
    embedded.rotated_by_container, meta_seen = True, False
    embedded.announce(
        read_outline(lambda count, at: data[at : at + count], len(data), embedded.limits.chunks).announced
    )
    for kind, start, end in walk_boxes(data, 0, len(data)):
        if kind == b"uuid" and data[start : start + 16] == C2PA_UUID:
            embedded.c2pa = embedded.c2pa or extract_manifest_store(data[start + 16 : end])
        elif kind == b"meta" and not meta_seen:
            meta_seen = True
            meta = _read_meta(data, start + 4, end, embedded.limits.chunks)
            ends = [at + length for places in meta.extents.values() for at, length in places]
            embedded.announce(max(ends, default=0))
            _read_size(data, meta, embedded)
            _read_items(data, meta, embedded)


def _read_meta(data: bytes, start: int, end: int, limit: int) -> _MetaBox:
    meta = _MetaBox()
    found = {kind: (body, stop) for kind, body, stop in walk_boxes(data, start, end)}
    if b"idat" in found:
        meta.idat = found[b"idat"][0]
    if b"pitm" in found:
        cursor = _BoxCursor(data, *found[b"pitm"])
        meta.primary = cursor.take(4) * 0 + cursor.take(4 if data[found[b"pitm"][0]] else 2)
    if b"iinf" in found:
        _read_types(data, *found[b"iinf"], meta)
    if b"iloc" in found:
        _read_locations(_BoxCursor(data, *found[b"iloc"]), meta, limit)
    if b"iprp" in found:
        _read_properties(data, *found[b"iprp"], meta, limit)
    return meta


def _read_types(data: bytes, start: int, end: int, meta: _MetaBox) -> None:
    """`infe` version 2 has 16-bit ids, version 3 32-bit ones; versions 0 and 1 carry no type."""
    first = start + (6 if data[start] == 0 else 8)
    for kind, body, stop in walk_boxes(data, first, end):
        version = data[body] if body < stop else 0
        if kind == b"infe" and version in (2, 3):
            width = 2 if version == 2 else 4
            item = int.from_bytes(data[body + 4 : body + 4 + width], "big")
            at = body + 4 + width + 2
            item_type, texts = data[at : at + 4], data[at + 4 : stop].split(b"\0")
            meta.types[item] = texts[1] if item_type == b"mime" and len(texts) > 1 else item_type


def _read_locations(cursor: _BoxCursor, meta: _MetaBox, limit: int) -> None:
    version = cursor.take(1)
    cursor.take(3)
    sizes = cursor.take(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    if offset_size + length_size == 0:
        return
    for _ in range(min(cursor.take(4 if version == 2 else 2), limit)):
        item = cursor.take(4 if version == 2 else 2)
        if not cursor.left:
            return
        in_idat = bool(version) and cursor.take(2) & 15 == 1
        cursor.take(2)
        base = cursor.take(base_size) + (meta.idat if in_idat else 0)
        for _ in range(min(cursor.take(2), limit)):
            cursor.take(index_size)
            offset, length = base + cursor.take(offset_size), cursor.take(length_size)
            if cursor.at > cursor.end:
                return
            meta.extents.setdefault(item, []).append((offset, length))


def _read_properties(data: bytes, start: int, end: int, meta: _MetaBox, limit: int) -> None:
    for kind, body, stop in walk_boxes(data, start, end):
        if kind == b"ipco":
            meta.properties = list(walk_boxes(data, body, stop))
        elif kind == b"ipma":
            cursor = _BoxCursor(data, body, stop)
            version, flags = cursor.take(1), cursor.take(3)
            for _ in range(min(cursor.take(4), limit)):
                if not cursor.left:
                    return
                item = cursor.take(4 if version else 2)
                wide = flags & 1
                numbers = [cursor.take(2) & 0x7FFF if wide else cursor.take(1) & 0x7F for _ in range(cursor.take(1))]
                meta.associated.setdefault(item, []).extend(numbers)


def _read_size(data: bytes, meta: _MetaBox, embedded: Embedded) -> None:
    """`ispe` gives the size before rotation, `irot` quarter turns anticlockwise."""
    turn_upright = False
    for number in meta.associated.get(meta.primary, []):
        if not 1 <= number <= len(meta.properties):
            continue
        kind, body, stop = meta.properties[number - 1]
        if kind == b"ispe" and stop - body >= 12:
            embedded.width = int.from_bytes(data[body + 4 : body + 8], "big")
            embedded.height = int.from_bytes(data[body + 8 : body + 12], "big")
        elif kind == b"irot" and stop > body:
            turn_upright = bool(data[body] & 1)
    if turn_upright:
        embedded.width, embedded.height = embedded.height, embedded.width


def _read_items(data: bytes, meta: _MetaBox, embedded: Embedded) -> None:
    """The Exif item begins with the offset of its TIFF header (23008-12 A.2.1)."""
    for item, kind in meta.types.items():
        if kind not in (b"Exif", b"application/rdf+xml"):
            continue
        extents = meta.extents.get(item, [])
        if sum(length for _, length in extents) > embedded.limits.text_bytes:
            embedded.add_problem("a metadata item is larger than is read and was left out")
            continue
        body = b"".join(data[offset : offset + length] for offset, length in extents)
        if kind == b"Exif":
            start = 4 + int.from_bytes(body[:4], "big")
            embedded.exif = embedded.exif or body[start:].removeprefix(b"Exif\0\0")
        else:
            embedded.add_xmp(body)
