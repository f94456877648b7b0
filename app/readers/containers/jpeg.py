"""JPEG segments up to the first scan: size, EXIF, XMP (extended too), IPTC, colour profile, comment.

Sources: ITU-T T.81 annex B; EXIF 2.32 4.7; XMP specification part 3, 1.1.3; Photoshop resource blocks in APP13;
ICC.1:2022, annex B.4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.generation import join_app11_jumbf
from app.readers.limits import Limits
from app.readers.metadata.raw import RawMetadata
from app.readers.reasons import UnreadableError

_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_PROFILE = b"ICC_PROFILE\0"
_EXTENDED, _PHOTOSHOP = b"http://ns.adobe.com/xmp/extension/\0", b"Photoshop 3.0\0"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_MARKER = re.compile(rb"\xff+[^\xff\x00]")
"""Any number of FF as fill, then the marker; FF 00 is no marker (B.1.1.2)."""
_SCAN = b"\xff\xda"
_SCAN_OR_END = re.compile(rb"\xff[\xd9\xda]")
"""One search for both takes a quarter of the time of two."""
_GUID = re.compile(rb"HasExtendedXMP\s*(?:=\s*[\"']|>)\s*([0-9A-Fa-f]{32})")


def read_jpeg(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk the segments up to the first scan. What follows holds pixels and, in some files, whole other pictures."""
    parts = _CollectedSegments()
    at = 2
    for _ in range(builder.limits.chunks):
        found = _MARKER.search(data, at)
        if found is None or found.end() + 2 > len(data):
            break
        marker, at = found[0][-1], found.end()
        if marker in (0xDA, 0xD9):
            builder.layout = replace(builder.layout, pixels_at=found.start())
            break
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if marker in _FRAMES and not parts.frame_at:
            parts.frame_at = at
        _read_segment(marker, data[at + 2 : at + length], builder, parts)
        at += max(length, 2)
    if builder.height == 0:
        _find_late_height(data, at, parts.frame_at, builder)
    if parts.photoshop:
        builder.add_photoshop(b"".join(parts.photoshop))
    _add_profile(parts.profile, builder)
    if parts.jumbf:
        builder.c2pa = join_app11_jumbf(parts.jumbf)
    _add_extended(parts.extended, builder)


@dataclass(slots=True)
class _CollectedSegments:
    """What the walk collects: data that segments of 64 KB carry in pieces, and the offset of the frame header."""

    frame_at: int = 0
    extended: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    photoshop: list[bytes] = field(default_factory=list)
    profile: list[bytes] = field(default_factory=list)
    jumbf: list[bytes] = field(default_factory=list)


def _read_segment(marker: int, body: bytes, builder: RawMetadataBuilder, parts: _CollectedSegments) -> None:
    if marker in _FRAMES and len(body) >= 6 and builder.width is None:
        if marker == 0xC2:
            builder.layout = replace(builder.layout, is_progressive=True)
        builder.height, builder.width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    elif marker == 0xE1 and body.startswith(_EXIF):
        builder.exif = builder.exif or body[len(_EXIF) :]
    elif marker == 0xE1 and body.startswith(_XMP):
        builder.add_xmp(body[len(_XMP) :])
    elif marker == 0xE1 and body.startswith(_EXTENDED):
        _collect_extended(body[len(_EXTENDED) :], parts.extended)
    elif marker == 0xE2 and body.startswith(_PROFILE):
        parts.profile.append(body[len(_PROFILE) :])
    elif marker == 0xED and body.startswith(_PHOTOSHOP):
        parts.photoshop.append(body[len(_PHOTOSHOP) :])
    elif marker == 0xEB and body.startswith(b"JP"):
        parts.jumbf.append(body)
    elif marker == 0xFE:
        builder.add_text("jpeg:comment", body.rstrip(b"\0"))


def _add_profile(pieces: list[bytes], builder: RawMetadataBuilder) -> None:
    """Join the pieces of a profile: each begins with its number, from 1, and the number of all (ICC.1:2022, B.4)."""
    numbered = {piece[0]: piece[2:] for piece in reversed(pieces) if len(piece) > 2}
    if not numbered:
        return
    count = next(piece[1] for piece in pieces if len(piece) > 2)
    if sorted(numbered) != list(range(1, count + 1)):
        builder.add_problem("a part of the colour profile is missing; the colours are shown as sRGB")
        return
    builder.add_profile(b"".join(numbered[number] for number in range(1, count + 1)))


def _find_late_height(data: bytes, scan: int, frame: int, builder: RawMetadataBuilder) -> None:
    """Read the height from a DNL segment behind the first scan, where a frame may leave it (T.81 B.2.5)."""
    found = data.find(b"\xff\xdc\x00\x04", scan)
    height = int.from_bytes(data[found + 4 : found + 6], "big") if found >= 0 else 0
    if height:
        builder.height = height
        builder.layout = replace(builder.layout, height_at=frame + 3)


def insert_stated_height(data: bytes, raw: RawMetadata) -> bytes:
    """Return the file with its height where decoders look for it."""
    at = raw.layout.height_at
    return data[:at] + (raw.height or 0).to_bytes(2, "big") + data[at + 2 :] if at else data


def hide_profile(data: bytes, raw: RawMetadata) -> bytes:
    """Return the file with its segments of a colour profile under a name that no decoder knows."""
    at = raw.layout.pixels_at
    return data[:at].replace(_PROFILE, b"icc_profile\0") + data[at:]


def check_scans(data: bytes, raw: RawMetadata, limits: Limits) -> None:
    """Raise UnreadableError for more scans than any encoder writes. Packed samples hold no marker (B.1.1.5)."""
    markers = (found[0] for found in _SCAN_OR_END.finditer(data, raw.layout.pixels_at))
    scans = sum(1 for _ in takewhile(_SCAN.__eq__, markers))
    if scans > limits.scans:
        raise UnreadableError(f"the image has {scans:,} scans; at most {limits.scans} are decoded")


def _collect_extended(body: bytes, extended: dict[bytes, dict[int, bytes]]) -> None:
    """Keep one portion: 32 digits of GUID, full length, offset (4 bytes each), data."""
    guid, offset = body[:32].upper(), int.from_bytes(body[36:40], "big")
    extended.setdefault(guid, {}).setdefault(offset, body[40:])


def _add_extended(extended: dict[bytes, dict[int, bytes]], builder: RawMetadataBuilder) -> None:
    """Join the extended packet that the main one names; only that one belongs to this picture. Gaps mean damage."""
    match = next((found for packet in builder.xmp if (found := _GUID.search(packet))), None)
    portions = extended.get(match[1].upper()) if match else None
    if portions is None:
        return
    packet = b""
    for offset, portion in sorted(portions.items()):
        if offset != len(packet):
            builder.add_problem("a part of the extended XMP is missing")
            return
        packet += portion
    builder.add_xmp(packet)
