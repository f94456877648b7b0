"""JPEG without EXIF, XMP, IPTC, comments, credentials, previews, and whatever follows its end.

Sources: ITU-T T.81, annex B; T.871 (JFIF); ICC.1, B.4 (profiles in APP2); T.872, 6.5.3 (the Adobe marker).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.pictures.clean_copy import Kept, Piece
from app.readers.cleaning.orientation import build_orientation
from app.readers.limits import Limits
from app.readers.reasons import CUT_OFF, UnreadableError

_MARKER = re.compile(rb"\xff+([^\xff\x00])")
_SCAN_END = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""The end of entropy-coded data, in which FF is followed by 00 or begins a restart marker (T.81 B.1.1.5)."""
_SOS, _EOI, _COMMENT = 0xDA, 0xD9, 0xFE
_APP0, _APP2, _APP14, _APP15 = 0xE0, 0xE2, 0xEE, 0xEF
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_JFIF = b"\xff\xe0\x00\x10JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00"
"""A JFIF header with neither a resolution nor a thumbnail: it says that three colours are YCbCr."""


def clean_jpeg(data: bytes, orientation: int, limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of the copy, which ends with the first picture. Raises UnreadableError for a cut-off file."""
    yield Kept(0, 2)
    if exif := build_orientation(orientation):
        body = b"Exif\0\0" + exif
        yield b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    at, has_scan = 2, False
    for _ in range(limits.chunks):
        found = _MARKER.search(data, at)
        if found is None:
            break
        start, at, marker = found.end() - 2, found.end(), found[1][0]
        if marker == _EOI:
            yield Kept(start, at)
            return
        if marker in _STANDALONE:
            continue
        at += max(2, int.from_bytes(data[at : at + 2], "big"))
        if at > len(data):
            break
        if marker == _SOS:
            has_scan = True
            end = _SCAN_END.search(data, at)
            at = end.start() if end else len(data)
        yield from _clean_segment(data, marker, start, at)
    if not has_scan:
        raise UnreadableError(CUT_OFF)
    yield b"\xff\xd9"  # it is missing, which decoders forgive


def _clean_segment(data: bytes, marker: int, start: int, end: int) -> Iterator[Piece]:
    body = data[start + 4 : start + 16]
    is_application = _APP0 <= marker <= _APP15
    if marker == _APP0 and body.startswith(b"JFIF\0"):
        yield _JFIF
    elif (
        (marker == _APP2 and body.startswith(b"ICC_PROFILE\0"))
        or (marker == _APP14 and body.startswith(b"Adobe"))
        or not (is_application or marker == _COMMENT)
    ):
        yield Kept(start, end)
