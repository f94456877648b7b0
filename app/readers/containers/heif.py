"""HEIC and AVIF: size, rotation, colours, EXIF and XMP of the primary item, from the `meta` box; frames of sequences.

Sources: ISO/IEC 14496-12 (boxes, `meta`, `iinf`, `iloc`), ISO/IEC 23008-12 (HEIF: `ispe`, `clap`, `irot`, `colr`,
Exif item).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.readers.containers.isobmff import C2PA_UUID, Box, extract_manifest_store, read_outline, walk_boxes
from app.readers.containers.parts.apertures import parse_aperture
from app.readers.containers.parts.tracks import read_animation
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.raw import CodePoints


@dataclass(slots=True)
class _MetaBox:
    """What the `meta` box states about items."""

    primary: int = 0
    types: dict[int, bytes] = field(default_factory=dict)
    """Item id → type; for `mime` items the content type."""
    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Item id → (offset in the file, length) of each of its pieces."""
    properties: list[Box] = field(default_factory=list)
    associated: dict[int, list[int]] = field(default_factory=dict)
    """Item id → numbers (from 1) of its properties."""
    idat: int = 0


class _BoxCursor:
    """Reads big-endian numbers one after another. Beyond the end it reads zeros, so loops must check `has_more`."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def take(self, size: int) -> int:
        value = int.from_bytes(self.data[self.at : min(self.at + size, self.end)], "big")
        self.at += size
        return value

    @property
    def has_more(self) -> bool:
        return self.at < self.end


def read_heif(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk the boxes. Decoders rotate the picture by its own properties, so EXIF orientation is not applied again."""
    builder.is_rotated_by_container, meta_seen = True, False
    builder.announce(
        read_outline(lambda count, at: data[at : at + count], len(data), builder.limits.chunks).announced_size
    )
    for kind, start, end in walk_boxes(data, 0, len(data)):
        if kind == b"uuid" and data[start : start + 16] == C2PA_UUID:
            builder.c2pa = builder.c2pa or extract_manifest_store(data[start + 16 : end])
        elif kind == b"moov":
            builder.animation = read_animation(data, start, end, builder.limits.chunks)
        elif kind == b"meta" and not meta_seen:
            meta_seen = True
            meta = _read_meta(data, start + 4, end, builder.limits.chunks)
            ends = [at + length for places in meta.extents.values() for at, length in places]
            builder.announce(max(ends, default=0))
            _read_size(data, meta, builder)
            _read_items(data, meta, builder)


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
    """Read `infe` boxes: version 2 has 16-bit ids, version 3 32-bit ones; versions 0 and 1 carry no type."""
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
        if not cursor.has_more:
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
                if not cursor.has_more:
                    return
                item = cursor.take(4 if version else 2)
                wide = flags & 1
                numbers = [cursor.take(2) & 0x7FFF if wide else cursor.take(1) & 0x7F for _ in range(cursor.take(1))]
                meta.associated.setdefault(item, []).extend(numbers)


def _read_size(data: bytes, meta: _MetaBox, builder: RawMetadataBuilder) -> None:
    """Read the size: `ispe` states it as stored, `clap` a part of that, `irot` quarter turns anticlockwise."""
    turn_upright = False
    for number in meta.associated.get(meta.primary, []):
        if not 1 <= number <= len(meta.properties):
            continue
        kind, body, stop = meta.properties[number - 1]
        if kind == b"ispe" and stop - body >= 12:
            builder.width = int.from_bytes(data[body + 4 : body + 8], "big")
            builder.height = int.from_bytes(data[body + 8 : body + 12], "big")
        elif kind == b"irot" and stop > body:
            turn_upright = bool(data[body] & 1)
        elif kind == b"clap":
            builder.layout = replace(builder.layout, aperture=parse_aperture(data[body:stop]))
        elif kind == b"colr":
            _read_colours(data[body:stop], builder)
    aperture = builder.layout.aperture
    if aperture is not None and (part := aperture.find_part(builder.width or 0, builder.height or 0)):
        builder.width, builder.height = part[2:]
    if turn_upright:
        builder.width, builder.height = builder.height, builder.width


def _read_colours(body: bytes, builder: RawMetadataBuilder) -> None:
    """Read one `colr` property (14496-12, 12.1.5): code points, or a profile, which comes before them."""
    if body[:4] == b"nclx" and len(body) >= 10:
        points = CodePoints(int.from_bytes(body[4:6], "big"), int.from_bytes(body[6:8], "big"))
        builder.colours = replace(builder.colours, code_points=points)
    elif body[:4] in (b"prof", b"rICC"):
        builder.add_profile(body[4:])


def _read_items(data: bytes, meta: _MetaBox, builder: RawMetadataBuilder) -> None:
    """Read the metadata items. The Exif item begins with the offset of its TIFF header (23008-12 A.2.1)."""
    for item, kind in meta.types.items():
        if kind not in (b"Exif", b"application/rdf+xml"):
            continue
        extents = meta.extents.get(item, [])
        if sum(length for _, length in extents) > builder.limits.item_bytes:
            builder.add_problem("a metadata item is too large to be read and was left out")
            continue
        body = b"".join(data[offset : offset + length] for offset, length in extents)
        if kind == b"Exif":
            start = 4 + int.from_bytes(body[:4], "big")
            builder.exif = builder.exif or body[start:].removeprefix(b"Exif\0\0")
        else:
            builder.add_xmp(body)
