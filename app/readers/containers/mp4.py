"""MP4 and MOV: how long the file must be, XMP and Content Credentials from its outermost boxes.

Sources: ISO/IEC 14496-12; XMP specification part 3, 1.2.2 (MPEG-4); C2PA specification 2.1, 11.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.readers.containers.isobmff import C2PA_UUID, XMP_UUID, Outline, extract_manifest_store, read_outline
from app.readers.containers.raw_builder import RawMetadataBuilder


def read_mp4(read_at: Callable[[int, int], bytes], size: int, builder: RawMetadataBuilder) -> None:
    """Walk the outermost boxes. `read_at(count, offset)` returns bytes of the file, `size` is its length."""
    outline = read_outline(read_at, size, builder.limits.chunks)
    if body := _read_uuid_box(read_at, outline, XMP_UUID, builder.limits.text_bytes):
        builder.add_xmp(body)
    if body := _read_uuid_box(read_at, outline, C2PA_UUID, builder.limits.text_bytes):
        builder.c2pa = extract_manifest_store(body)
    builder.announce(outline.announced_size)
    builder.layout = replace(builder.layout, has_index=b"moov" in outline.kinds)


def _read_uuid_box(read_at: Callable[[int, int], bytes], outline: Outline, uuid: bytes, limit: int) -> bytes:
    start, end = outline.uuids.get(uuid, (0, 0))
    return read_at(end - start, start) if 0 < end - start <= limit else b""
