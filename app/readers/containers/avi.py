"""AVI: how long the file must be, XMP, and the dates that FFmpeg does not report as they stand.

Sources: Microsoft, “AVI RIFF File Reference” (RIFF, LIST, hdrl) and “Multimedia Programming Interface” (INFO);
OpenDML AVI 1.02 (AVIX); XMP specification part 3, 1.2.4 (`_PMX`); exiftool's tag names for IDIT.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.text import clean_text, decode_text

_DATES = (b"IDIT", b"ICRD")
_DATE_BYTES = 200
_LISTS = (b"hdrl", b"INFO")
_HEADER_BYTES = 8
"""Some writers count the header of the outermost chunk, too."""

ReadAt = Callable[[int, int], bytes]
_Chunk = tuple[bytes, bytes, int, int]
"""(id, type of a list or RIFF chunk, start of the body behind that type, its length)."""


def read_avi(read_at: ReadAt, size: int, builder: RawMetadataBuilder) -> None:
    """Walk the outer chunks. `read_at(count, offset)` returns bytes of the file, `size` is its length.

    A recorder that was switched off leaves sizes of 0; then the file must end with one of the chunks inside.
    """
    for kind, form, start, length in _walk_chunks(read_at, 0, size, builder.limits.chunks):
        if kind != b"RIFF" or form not in (b"AVI ", b"AVIX"):
            continue
        builder.announce(start + length - _HEADER_BYTES)
        end = min(start + length, size) if length else size
        for inner, listed, body, count in _walk_chunks(read_at, start, end, builder.limits.chunks):
            if not length:
                builder.announce(body + count)
            if inner == b"LIST" and listed in _LISTS:
                _read_dates(read_at, body, min(body + count, end), builder)
            elif inner == b"_PMX":
                _read_xmp(read_at, body, count, builder)


def _walk_chunks(read_at: ReadAt, start: int, end: int, limit: int) -> Iterator[_Chunk]:
    """Yield up to `limit` chunks of one level, and what is in a list whose size was never written.

    A chunk may have an odd size, but begins at an even offset.
    """
    at = start
    for _ in range(limit):
        head = read_at(12, at)
        if at + 8 > end or len(head) < 8:
            return
        kind, length = head[:4], int.from_bytes(head[4:8], "little")
        if kind in (b"RIFF", b"LIST"):
            yield kind, head[8:12], at + 12, max(0, length - 4)
        else:
            yield kind, b"", at + 8, length
        is_open = kind in (b"RIFF", b"LIST") and not length
        at += 12 if is_open else 8 + length + length % 2


def _read_dates(read_at: ReadAt, start: int, end: int, builder: RawMetadataBuilder) -> None:
    for kind, _, body, length in _walk_chunks(read_at, start, end, builder.limits.chunks):
        if kind in _DATES and (text := clean_text(decode_text(read_at(min(length, _DATE_BYTES), body)))):
            builder.tags.setdefault(kind.decode("ascii"), text)


def _read_xmp(read_at: ReadAt, start: int, length: int, builder: RawMetadataBuilder) -> None:
    if length > builder.limits.item_bytes:
        builder.add_problem("a metadata chunk is too large to be read and was left out")
    else:
        builder.add_xmp(read_at(length, start))
