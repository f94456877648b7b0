"""JPEG segments up to the first scan: size, EXIF, XMP (extended too), IPTC, comment.

Sources: ITU-T T.81 annex B; EXIF 2.32 4.7; XMP specification part 3, 1.1.3; Photoshop resource blocks in APP13.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.readers.generation import join_app11_jumbf
from app.readers.metadata.text import decode_text
from app.readers.reasons import UnreadableError

if TYPE_CHECKING:
    from app.readers.metadata.raw import Embedded

_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_EXTENDED, _PHOTOSHOP = b"http://ns.adobe.com/xmp/extension/\0", b"Photoshop 3.0\0"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_MARKER = re.compile(rb"\xff+[^\xff\x00]")
"""Any number of FF as fill, then the marker; FF 00 is no marker (B.1.1.2)."""
_GUID = re.compile(rb"HasExtendedXMP\s*(?:=\s*[\"']|>)\s*([0-9A-Fa-f]{32})")


def read_jpeg(data: bytes, embedded: Embedded) -> None:
    """Walks the segments; what follows the first scan holds pixels and, in some files, whole other pictures."""
    parts = _CollectedSegments()
    at = 2
    for _ in range(embedded.limits.chunks):
        found = _MARKER.search(data, at)
        if found is None or found.end() + 2 > len(data):
            break
        marker, at = found[0][-1], found.end()
        if marker in (0xDA, 0xD9):
            embedded.notes["pixels_at"] = str(found.start())
            break
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if marker in _FRAMES and not parts.frame_at:
            parts.frame_at = at
        _read_segment(marker, data[at + 2 : at + length], embedded, parts)
        at += max(length, 2)
    if embedded.height == 0:
        _find_late_height(data, at, parts.frame_at, embedded)
    if parts.photoshop:
        embedded.add_photoshop(b"".join(parts.photoshop))
    if parts.jumbf:
        embedded.c2pa = join_app11_jumbf(parts.jumbf)
    _add_extended(parts.extended, embedded)


@dataclass(slots=True)
class _CollectedSegments:
    """What the walk collects: blocks that segments of 64 KB carry in pieces, and where the frame header stands."""

    frame_at: int = 0
    extended: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    photoshop: list[bytes] = field(default_factory=list)
    jumbf: list[bytes] = field(default_factory=list)


def _read_segment(marker: int, body: bytes, embedded: Embedded, parts: _CollectedSegments) -> None:
    if marker in _FRAMES and len(body) >= 6 and embedded.width is None:
        if marker == 0xC2:
            embedded.notes["progressive"] = "yes"
        embedded.height, embedded.width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    elif marker == 0xE1 and body.startswith(_EXIF):
        embedded.exif = embedded.exif or body[len(_EXIF) :]
    elif marker == 0xE1 and body.startswith(_XMP):
        embedded.add_xmp(body[len(_XMP) :])
    elif marker == 0xE1 and body.startswith(_EXTENDED):
        _collect_extended(body[len(_EXTENDED) :], parts.extended)
    elif marker == 0xED and body.startswith(_PHOTOSHOP):
        parts.photoshop.append(body[len(_PHOTOSHOP) :])
    elif marker == 0xEB and body.startswith(b"JP"):
        parts.jumbf.append(body)
    elif marker == 0xFE:
        embedded.add_text("jpeg:comment", decode_text(body.rstrip(b"\0")))


def _find_late_height(data: bytes, scan: int, frame: int, embedded: Embedded) -> None:
    """A frame may leave its height to a DNL segment behind the first scan (T.81 B.2.5)."""
    found = data.find(b"\xff\xdc\x00\x04", scan)
    height = int.from_bytes(data[found + 4 : found + 6], "big") if found >= 0 else 0
    if height:
        embedded.height = height
        embedded.notes["height_at"] = str(frame + 3)


def insert_stated_height(data: bytes, embedded: Embedded) -> bytes:
    """The file with its height where decoders look for it."""
    at = int(embedded.notes.get("height_at", "0"))
    return data[:at] + (embedded.height or 0).to_bytes(2, "big") + data[at + 2 :] if at else data


def check_scans(data: bytes, embedded: Embedded) -> None:
    """Raises UnreadableError for more scans than any encoder writes. Packed samples hold no marker (B.1.1.5)."""
    start = int(embedded.notes.get("pixels_at", "0"))
    end = data.find(b"\xff\xd9", start)
    scans = data.count(b"\xff\xda", start, end if end >= 0 else len(data))
    if scans > embedded.limits.scans:
        raise UnreadableError(f"the picture has {scans:,} scans; at most {embedded.limits.scans} are decoded")


def _collect_extended(body: bytes, extended: dict[bytes, dict[int, bytes]]) -> None:
    """A portion: 32 digits of GUID, full length, offset (4 bytes each), data."""
    guid, offset = body[:32].upper(), int.from_bytes(body[36:40], "big")
    extended.setdefault(guid, {}).setdefault(offset, body[40:])


def _add_extended(extended: dict[bytes, dict[int, bytes]], embedded: Embedded) -> None:
    """Only the packet the main one names belongs to this picture; gaps mean that it is damaged."""
    match = next((found for packet in embedded.xmp if (found := _GUID.search(packet))), None)
    portions = extended.get(match[1].upper()) if match else None
    if portions is None:
        return
    packet = b""
    for offset, portion in sorted(portions.items()):
        if offset != len(packet):
            embedded.add_problem("a part of the extended XMP is missing")
            return
        packet += portion
    embedded.add_xmp(packet)
