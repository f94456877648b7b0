"""WebP without EXIF, XMP, credentials and unknown chunks. Source: WebP Container Specification (RFC 9649)."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.pictures.clean_copy import Kept, Piece, length_of
from app.readers.cleaning.orientation import build_orientation
from app.readers.limits import Limits
from app.readers.reasons import CUT_OFF, UnreadableError

_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_IN_FRAME = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_FRAME_HEADER = 16
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04


def clean_webp(data: bytes, orientation: int, limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of the copy. Raises UnreadableError for a file that is cut off."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) + 1:  # some writers leave the last padding byte out
        raise UnreadableError(CUT_OFF)
    exif = build_orientation(orientation)
    body: list[Piece] = []
    has_header = False
    for kind, start, stop in _walk(data, 12, min(end, len(data)), limits):
        if kind == b"VP8X":
            has_header = True
            flags = data[start] & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if exif else 0)
            body += [Kept(start - 8, start), bytes([flags]), Kept(start + 1, stop)]
        elif kind == b"ANMF":
            body += _clean_frame(data, start, stop, limits)
        elif kind in _KEPT:
            body += [Kept(start - 8, stop), *_pad(stop - start)]
    if exif and has_header:
        body += [b"EXIF" + len(exif).to_bytes(4, "little") + exif]
    yield b"RIFF" + (4 + sum(map(length_of, body))).to_bytes(4, "little") + b"WEBP"
    yield from body


def _clean_frame(data: bytes, start: int, stop: int, limits: Limits) -> list[Piece]:
    """Return the frame of an animation, which holds chunks of its own behind its header."""
    inner: list[Piece] = [Kept(start, min(start + _FRAME_HEADER, stop))]
    for kind, at, end in _walk(data, start + _FRAME_HEADER, stop, limits):
        if kind in _IN_FRAME:
            inner += [Kept(at - 8, end), *_pad(end - at)]
    size = sum(map(length_of, inner))
    return [b"ANMF" + size.to_bytes(4, "little"), *inner, *_pad(size)]


def _walk(data: bytes, at: int, end: int, limits: Limits) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) of the body of each chunk. Raises UnreadableError where one reaches beyond `end`."""
    for _ in range(limits.chunks):
        if at + 8 > end:
            return
        start = at + 8
        stop = start + int.from_bytes(data[at + 4 : start], "little")
        if stop > end:
            raise UnreadableError(CUT_OFF)
        yield data[at : at + 4], start, stop
        at = stop + (stop - start) % 2


def _pad(size: int) -> list[Piece]:
    return [b"\0"] if size % 2 else []
