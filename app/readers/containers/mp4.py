"""MP4 and MOV: how long the file must be, XMP, and Content Credentials from its outermost boxes.

Sources: ISO/IEC 14496-12; XMP specification part 3, 1.2.2 (MPEG-4: a `uuid` box) and 1.2.4 (QuickTime: `XMP_` in the
user data of the movie); C2PA specification 2.1, 11.2. Writers confuse the two places of XMP, so both are looked into in
either format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.readers.containers.isobmff import (
    C2PA_UUID,
    SAME_BOXES,
    XMP_UUID,
    Outline,
    extract_manifest_store,
    read_outline,
)
from app.readers.containers.parts.apertures import read_apertures
from app.readers.containers.parts.turns import read_turns
from app.readers.containers.raw_builder import RawMetadataBuilder

ReadAt = Callable[[int, int], bytes]


def read_mp4(read_at: ReadAt, size: int, builder: RawMetadataBuilder) -> None:
    """Walk the outermost boxes. `read_at(count, offset)` returns bytes of the file, `size` is its length."""
    outline = read_outline(read_at, size, builder.limits.chunks)
    _add_packets(read_at, outline, builder)
    if body := _read_body(read_at, outline.uuids.get(C2PA_UUID), builder):
        builder.c2pa = extract_manifest_store(body)
    builder.announce(outline.announced_size)
    movies = outline.bodies.get(b"moov", ())
    builder.layout = replace(builder.layout, has_index=bool(movies))
    if movies:
        apertures = read_apertures(read_at, *movies[0], builder.limits.chunks)
        turns = read_turns(read_at, *movies[0], builder.limits.chunks)
        builder.layout = replace(builder.layout, apertures=apertures, turns=turns)


def _add_packets(read_at: ReadAt, outline: Outline, builder: RawMetadataBuilder) -> None:
    """Keep the XMP of the file, of its movie, and of the movie's user data; the same packet in two places once."""
    movies = _open_boxes(read_at, [outline], b"moov", builder)
    levels = [outline, *movies, *_open_boxes(read_at, movies, b"udta", builder)]
    places = [place for level in levels for place in (level.uuids.get(XMP_UUID), *level.bodies.get(b"XMP_", ()))]
    for packet in dict.fromkeys(_read_body(read_at, place, builder) for place in places):
        builder.add_xmp(packet)


def _open_boxes(read_at: ReadAt, levels: list[Outline], kind: bytes, builder: RawMetadataBuilder) -> list[Outline]:
    """Return what the boxes of this type hold."""
    bodies = [body for level in levels for body in level.bodies.get(kind, ())][:SAME_BOXES]
    return [read_outline(read_at, end, builder.limits.chunks, start) for start, end in bodies]


def _read_body(read_at: ReadAt, place: tuple[int, int] | None, builder: RawMetadataBuilder) -> bytes:
    start, end = place or (0, 0)
    if end - start > builder.limits.item_bytes:
        builder.add_problem("a metadata box is too large to be read and was left out")
        return b""
    return read_at(end - start, start) if end > start else b""
