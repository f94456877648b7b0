"""WebP chunks: size, colour profile, frames, EXIF, XMP.

Source: WebP Container Specification (Google), “RIFF File Format”; RFC 9649.
"""

from __future__ import annotations

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.raw import Animation


def read_webp(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk the chunks. A chunk may have an odd size, but it always begins at an even offset."""
    builder.announce(8 + int.from_bytes(data[4:8], "little"))
    at = 12
    for _ in range(builder.limits.chunks):
        if at + 8 > len(data):
            return
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if builder.width is None:
            _read_size(kind, data[at + 8 : at + 18], builder)
        if kind == b"EXIF":
            body = data[at + 8 : at + 8 + size]
            builder.exif = builder.exif or body.removeprefix(b"Exif\0\0")
        elif kind == b"C2PA":
            builder.c2pa = builder.c2pa or data[at + 8 : at + 8 + size]
        elif kind == b"ICCP":
            builder.add_profile(data[at + 8 : at + 8 + size])
        elif kind == b"ANMF":
            _count_frame(data[at + 8 : at + 24], builder)
        elif kind == b"XMP ":
            builder.add_xmp(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2


def _count_frame(head: bytes, builder: RawMetadataBuilder) -> None:
    """Count a frame: its duration in milliseconds is a number of 24 bits, behind place and size."""
    shown_s = int.from_bytes(head[12:15], "little") / 1000
    known = builder.animation
    builder.animation = Animation(known.frames + 1, (known.duration_s or 0) + shown_s)


def _read_size(kind: bytes, body: bytes, builder: RawMetadataBuilder) -> None:
    """Read the size.

    VP8X: canvas less one in 24 bits each; VP8: 14 bits each behind the start code; VP8L: 14 bits each, less one.
    """
    if len(body) < 10:
        return
    if kind == b"VP8X":
        builder.width = int.from_bytes(body[4:7], "little") + 1
        builder.height = int.from_bytes(body[7:10], "little") + 1
    elif kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        builder.width = int.from_bytes(body[6:8], "little") & 0x3FFF
        builder.height = int.from_bytes(body[8:10], "little") & 0x3FFF
    elif kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        builder.width, builder.height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
