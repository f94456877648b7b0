"""Matroska and WebM: how long the file must be, nothing else. Source: RFC 8794 (EBML), RFC 9559 (Matroska Segment)."""

from __future__ import annotations

from collections.abc import Callable

from app.readers.containers.raw_builder import RawMetadataBuilder

_SEGMENT = b"\x18\x53\x80\x67"
_HEAD_BYTES = 4096


def read_matroska(read_at: Callable[[int, int], bytes], _size: int, builder: RawMetadataBuilder) -> None:
    """Read how long the file must be. `read_at(count, offset)` returns bytes of the file."""
    builder.announce(read_announced_size(read_at(_HEAD_BYTES, 0)))


def read_announced_size(head: bytes) -> int:
    """Return how many bytes the file must have by the size of its Segment; 0 where a live writer left it unknown."""
    if head[:4] != b"\x1a\x45\xdf\xa3":
        return 0
    size, at = _read_number(head, 4)
    if size is None:
        return 0
    at += size
    if head[at : at + 4] != _SEGMENT:
        return 0
    size, at = _read_number(head, at + 4)
    return 0 if size is None else at + size


def _read_number(data: bytes, at: int) -> tuple[int | None, int]:
    """Return a variable-size integer (RFC 8794, 4) and the offset behind it; None means “unknown” or damage."""
    first = data[at] if at < len(data) else 0
    width = 9 - first.bit_length()
    if width > 8:
        return None, at
    value = int.from_bytes(data[at : at + width], "big") & (1 << 7 * width) - 1
    return (None if value == (1 << 7 * width) - 1 else value), at + width
