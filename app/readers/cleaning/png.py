"""PNG and APNG without texts, EXIF, times, credentials and private chunks. Source: PNG, third edition (W3C), 11."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from app.domain.pictures.clean_copy import Kept, Piece
from app.readers.cleaning.orientation import build_orientation
from app.readers.containers.png import walk_chunks
from app.readers.limits import Limits
from app.readers.reasons import CUT_OFF, UnreadableError

_KEPT = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"),
        *(b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"mDCV", b"mDCv", b"cLLI", b"cLLi"),
        *(b"acTL", b"fcTL", b"fdAT"),
    }
)
"""Pixels, colours, and the frames of an animation."""


def clean_png(data: bytes, orientation: int, limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of the copy. Raises UnreadableError for a file that is cut off."""
    yield Kept(0, 8)
    kind = b""
    for walked, (kind, start, end) in enumerate(walk_chunks(data)):
        if walked >= limits.chunks:
            raise UnreadableError(f"the file has more than {limits.chunks:,} chunks; no real picture has so many")
        if end > len(data):
            raise UnreadableError(CUT_OFF)
        if kind in _KEPT:
            yield Kept(start, end)
        if kind == b"IHDR" and (exif := build_orientation(orientation)):
            yield _build_chunk(b"eXIf", exif)
    if kind != b"IEND":
        raise UnreadableError(CUT_OFF)


def _build_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
