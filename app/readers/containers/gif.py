"""GIF: size, frames and how long they are shown, comments, XMP, Content Credentials.

Sources: GIF89a specification (CompuServe, 1990); XMP specification part 3, 1.1.2; C2PA specification 2.4, A.3.8.
"""

from __future__ import annotations

from dataclasses import replace

from app.readers.containers.raw_builder import RawMetadataBuilder

_XMP_TRAILER = 257
"""Bytes of the “magic trailer” that lets a GIF reader skip XMP data as if it were sub-blocks: 01 FF FE … 00."""

_XMP, _C2PA = b"XMP DataXMP", b"C2PA_GIF\x01\0\0"
"""Application identifiers, each with its authentication code (26.c.iv)."""


def read_gif(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk the blocks of all frames."""
    if len(data) < 13:
        return
    builder.width, builder.height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    at = 13 + measure_color_table(data[10])
    left = builder.limits.sub_blocks
    while at + 2 <= len(data) and left > 0:
        start = at
        if data[at] == 0x21:
            at, walked = _read_extension(data, at, builder, left)
        elif data[at] == 0x2C and at + 10 < len(data):
            at, walked = skip_sub_blocks(data, at + 11 + measure_color_table(data[at + 9]), left)
            builder.animation = replace(builder.animation, frames=builder.animation.frames + 1)
        else:
            return
        left -= walked + 1
        if at <= start:
            return


def measure_color_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _read_extension(data: bytes, at: int, builder: RawMetadataBuilder, left: int) -> tuple[int, int]:
    label = data[at + 1]
    if label == 0xFE:
        end, walked = skip_sub_blocks(data, at + 2, left)
        builder.add_text("gif:comment", _join_sub_blocks(data, at + 2, end))
        return end, walked
    if label == 0xF9:
        _add_delay(data[at + 4 : at + 6], builder)
    application = data[at + 3 : at + 14] if label == 0xFF else b""
    if application == _XMP:
        end, walked = skip_sub_blocks(data, at + 14, left)
        builder.add_xmp(data[at + 14 : max(at + 14, end - _XMP_TRAILER - 1)])
        return end, walked
    if application == _C2PA:
        end, walked = skip_sub_blocks(data, at + 14, left)
        builder.c2pa = builder.c2pa or _join_sub_blocks(data, at + 14, end)
        return end, walked
    return skip_sub_blocks(data, at + 2, left)


def _add_delay(delay: bytes, builder: RawMetadataBuilder) -> None:
    """Add how long the next frame is shown: the graphic control states hundredths of a second (23.c.vii)."""
    shown_s = int.from_bytes(delay, "little") / 100
    builder.animation = replace(builder.animation, duration_s=(builder.animation.duration_s or 0) + shown_s)


def skip_sub_blocks(data: bytes, at: int, left: int) -> tuple[int, int]:
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
