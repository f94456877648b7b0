"""GIF: size, comments, XMP, Content Credentials.

Sources: GIF89a specification (CompuServe, 1990); XMP specification part 3, 1.1.2; C2PA specification 2.4, A.3.8.
"""

from __future__ import annotations

from dataclasses import replace

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.text import decode_text

_XMP_TRAILER = 257
"""Bytes of the “magic trailer” that lets a GIF reader skip XMP data as if it were sub-blocks: 01 FF FE … 00."""

_XMP, _C2PA = b"XMP DataXMP", b"C2PA_GIF\x01\0\0"
"""Application identifiers, each with its authentication code (26.c.iv)."""


def read_gif(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk the blocks of all frames."""
    if len(data) < 13:
        return
    builder.width, builder.height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    at = 13 + _measure_color_table(data[10])
    left, frames = builder.limits.sub_blocks, 0
    while at + 2 <= len(data) and left > 0:
        start = at
        if data[at] == 0x21:
            at, walked = _read_extension(data, at, builder, left)
        elif data[at] == 0x2C and at + 10 < len(data):
            at, walked = _skip_sub_blocks(data, at + 11 + _measure_color_table(data[at + 9]), left)
            frames += 1
            builder.layout = replace(builder.layout, frames=frames)
        else:
            return
        left -= walked + 1
        if at <= start:
            return


def _measure_color_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _read_extension(data: bytes, at: int, builder: RawMetadataBuilder, left: int) -> tuple[int, int]:
    label = data[at + 1]
    if label == 0xFE:
        end, walked = _skip_sub_blocks(data, at + 2, left)
        builder.add_text("gif:comment", decode_text(_join_sub_blocks(data, at + 2, end)))
        return end, walked
    application = data[at + 3 : at + 14] if label == 0xFF else b""
    if application == _XMP:
        end, walked = _skip_sub_blocks(data, at + 14, left)
        builder.add_xmp(data[at + 14 : max(at + 14, end - _XMP_TRAILER - 1)])
        return end, walked
    if application == _C2PA:
        end, walked = _skip_sub_blocks(data, at + 14, left)
        builder.c2pa = builder.c2pa or _join_sub_blocks(data, at + 14, end)
        return end, walked
    return _skip_sub_blocks(data, at + 2, left)


def _skip_sub_blocks(data: bytes, at: int, left: int) -> tuple[int, int]:
    """Skip the chain of sub-blocks at `at`. Return (offset behind its end, sub-blocks walked, at most `left`)."""
    walked = 0
    while at < len(data) and data[at] and walked < left:
        at += data[at] + 1
        walked += 1
    return at + 1, walked


def _join_sub_blocks(data: bytes, at: int, end: int) -> bytes:
    parts = []
    while at < end and at < len(data) and data[at]:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += data[at] + 1
    return b"".join(parts)
