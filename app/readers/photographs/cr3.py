"""CR3, the raw photographs of Canon since 2018: an ISO base media file with TIFF structures and JPEGs in its boxes.

Sources: ISO/IEC 14496-12; Laurent Clévy, “Describing the Canon Raw v3 (CR3) file format”.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.readers.containers.isobmff import XMP_UUID, Box, find_box, read_outline, walk_boxes
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.embedded.directories import read_from, walk_directories
from app.readers.metadata.exif import EXIF, GPS, IMAGE_HEIGHT, IMAGE_WIDTH

_CANON_UUID = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
"""In `moov`: EXIF in pieces, and a thumbnail."""
_PREVIEW_UUID = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
_PARTS = {b"CMT2": EXIF, b"CMT4": GPS}
"""Boxes with one directory of EXIF each; CMT1 has the first one."""
_SOI = b"\xff\xd8\xff"
_JPEG_HEADER = 32
"""Bytes within which the JPEG of a `THMB` or `PRVW` box begins: size and version precede it."""
_TRACKS_MAX = 16


def read_cr3(data: bytes, builder: RawMetadataBuilder) -> None:
    """Read the metadata and the size of the developed picture."""
    outline = read_outline(read_from(data), len(data), builder.limits.chunks)
    builder.announce(outline.announced_size)
    start, end = outline.uuids.get(XMP_UUID, (0, 0))
    if end - start <= builder.limits.item_bytes:
        builder.add_xmp(data[start:end])
    for kind, body, stop in _walk_canon_boxes(data):
        if kind == b"CMT1":
            builder.exif = builder.exif or data[body:stop]
        elif kind in _PARTS:
            builder.exif_parts.append((_PARTS[kind], data[body:stop]))
    first = next(walk_directories(read_from(builder.exif or b""), builder.limits), {})
    builder.width = first.get(IMAGE_WIDTH, (None,))[0]
    builder.height = first.get(IMAGE_HEIGHT, (None,))[0]


def list_jpegs(data: bytes) -> list[bytes]:
    """Return the JPEGs of the file: its thumbnail, its preview, and the picture in full size."""
    boxes = [box for box in _walk_canon_boxes(data) if box[0] == b"THMB"]
    boxes += [box for box in _walk_uuid(data, _PREVIEW_UUID, 0, len(data), skipped=8) if box[0] == b"PRVW"]
    found = [data[at:stop] for _, body, stop in boxes if (at := data.find(_SOI, body, body + _JPEG_HEADER)) >= 0]
    return found + [data[at : at + length] for at, length in _iterate_track_jpegs(data)]


def _walk_canon_boxes(data: bytes) -> Iterator[Box]:
    for kind, start, end in walk_boxes(data, 0, len(data)):
        if kind == b"moov":
            yield from _walk_uuid(data, _CANON_UUID, start, end)


def _walk_uuid(data: bytes, uuid: bytes, start: int, end: int, skipped: int = 0) -> Iterator[Box]:
    """Yield the boxes in the `uuid` boxes of this kind, behind `skipped` bytes."""
    for kind, body, stop in walk_boxes(data, start, end):
        if kind == b"uuid" and data[body : body + 16] == uuid:
            yield from walk_boxes(data, body + 16 + skipped, stop)


def _iterate_track_jpegs(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield (place, length) of the first sample of each track that is a JPEG; the others are samples of the sensor."""
    for kind, start, end in walk_boxes(data, 0, len(data)):
        tracks = [box for box in walk_boxes(data, start, end) if box[0] == b"trak"] if kind == b"moov" else []
        for _, body, stop in tracks[:_TRACKS_MAX]:
            tables = _find_tables(data, body, stop)
            if b"stsz" in tables and b"co64" in tables:
                size, place = tables[b"stsz"], tables[b"co64"]
                at = int.from_bytes(data[place + 8 : place + 16], "big")
                if data[at : at + 3] == _SOI:
                    yield at, int.from_bytes(data[size + 4 : size + 8], "big")


def _find_tables(data: bytes, start: int, end: int) -> dict[bytes, int]:
    """Return where the bodies of the boxes in `mdia`/`minf`/`stbl` begin."""
    found = find_box(partial(walk_boxes, data), start, end, b"mdia", b"minf", b"stbl")
    return {kind: body for kind, body, _ in walk_boxes(data, *found)} if found else {}
