"""The maker note of Apple's cameras, of which one value is read: what both files of a Live Photo have in common.

The note begins with `Apple iOS`, a version and a byte order; a TIFF directory follows, whose offsets count from the
beginning of the note. Source: ExifTool, `lib/Image/ExifTool/Apple.pm` (tag 0x0011, ContentIdentifier).
"""

from __future__ import annotations

import re
import struct

HEADER = b"Apple iOS\0"
CONTENT_IDENTIFIER = "ContentIdentifier"
"""The name under which ExifTool lists the value."""

_ORDERS = {b"MM": ">", b"II": "<"}
_DIRECTORY_AT = 14
_ENTRY = 12
_TAG, _ASCII = 0x0011, 2
_ENTRIES_MAX = 500
_IDENTIFIER = re.compile(r"[0-9A-F][0-9A-F-]{6,62}[0-9A-F]")


def find_content_identifier(note: bytes) -> str | None:
    """Return the content identifier that a maker note states, in capitals; None where it states none."""
    order = _ORDERS.get(note[12:_DIRECTORY_AT])
    if not note.startswith(HEADER) or order is None or len(note) < _DIRECTORY_AT + 2:
        return None
    (count,) = struct.unpack_from(f"{order}H", note, _DIRECTORY_AT)
    first = _DIRECTORY_AT + 2
    for at in range(first, first + min(count, _ENTRIES_MAX) * _ENTRY, _ENTRY):
        if at + _ENTRY > len(note):
            return None
        tag, kind, length, start = struct.unpack_from(f"{order}HHII", note, at)
        if (tag, kind) == (_TAG, _ASCII):
            return check_identifier(note[start : start + length].partition(b"\0")[0].decode("ascii", "replace"))
    return None


def check_identifier(text: str) -> str | None:
    """Return an identifier in capitals; None where it is none. Apple writes UUIDs."""
    capitals = text.strip().upper()
    return capitals if _IDENTIFIER.fullmatch(capitals) else None
