"""WebP chunks: size, EXIF, XMP. Source: WebP Container Specification (Google), «RIFF File Format»; RFC 9649."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.readers.metadata.raw import Embedded


def read_webp(data: bytes, embedded: Embedded) -> None:
    """Walks the chunks; chunk sizes are odd at times, their places never are."""
    embedded.announce(8 + int.from_bytes(data[4:8], "little"))
    at = 12
    for _ in range(embedded.limits.chunks):
        if at + 8 > len(data):
            return
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if embedded.width is None:
            _read_size(kind, data[at + 8 : at + 18], embedded)
        if kind == b"EXIF":
            body = data[at + 8 : at + 8 + size]
            embedded.exif = embedded.exif or body.removeprefix(b"Exif\0\0")
        elif kind == b"C2PA":
            embedded.c2pa = embedded.c2pa or data[at + 8 : at + 8 + size]
        elif kind == b"XMP ":
            embedded.add_xmp(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2


def _read_size(kind: bytes, body: bytes, embedded: Embedded) -> None:
    """VP8X: canvas less one in 24 bits each; VP8: 14 bits each behind the start code; VP8L: 14 bits each, less one."""
    if len(body) < 10:
        return
    if kind == b"VP8X":
        embedded.width = int.from_bytes(body[4:7], "little") + 1
        embedded.height = int.from_bytes(body[7:10], "little") + 1
    elif kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        embedded.width = int.from_bytes(body[6:8], "little") & 0x3FFF
        embedded.height = int.from_bytes(body[8:10], "little") & 0x3FFF
    elif kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        embedded.width, embedded.height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
