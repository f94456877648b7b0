"""EXIF, XMP and IPTC blocks, written byte by byte.

Sources: TIFF 6.0 section 2 (the directory structure), CIPA DC-008 “Exif 2.32” (tags, GPS),
Adobe “XMP Specification Part 3” (the packet in JPEG), IPTC “IIM 4.2” and Adobe “Photoshop File
Formats” (keywords in resource block 0x0404).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias
from xml.sax.saxutils import escape

BYTE_ORDER = ">"
EXIF_POINTER, GPS_POINTER = 0x8769, 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}

Entry: TypeAlias = tuple[int, int, bytes]
"""Tag, TIFF type, value as bytes."""


def ascii_entry(tag: int, text: str) -> Entry:
    return tag, 2, text.encode("ascii") + b"\x00"


def short_entry(tag: int, number: int) -> Entry:
    return tag, 3, struct.pack(BYTE_ORDER + "H", number)


def rational_entry(tag: int, *numbers: Fraction) -> Entry:
    pairs = b"".join(struct.pack(BYTE_ORDER + "II", one.numerator, one.denominator) for one in numbers)
    return tag, 5, pairs


def undefined_entry(tag: int, data: bytes) -> Entry:
    return tag, 7, data


@dataclass(frozen=True, slots=True)
class Tags:
    """What goes into the three directories of one EXIF block."""

    image: list[Entry] = field(default_factory=list)
    exif: list[Entry] = field(default_factory=list)
    gps: list[Entry] = field(default_factory=list)


def tiff_block(tags: Tags) -> bytes:
    """The TIFF structure that EXIF is: header, then one directory after the other."""
    image = list(tags.image)
    later = [(pointer, part) for pointer, part in ((EXIF_POINTER, tags.exif), (GPS_POINTER, tags.gps)) if part]
    image += [(pointer, 4, bytes(4)) for pointer, _ in later]
    start = 8
    place = start + len(_directory(image, start))
    blocks: list[bytes] = []
    for pointer, part in later:
        image = [
            (tag, kind, struct.pack(BYTE_ORDER + "I", place) if tag == pointer else data) for tag, kind, data in image
        ]
        blocks.append(_directory(part, place))
        place += len(blocks[-1])
    return b"MM\x00\x2a" + struct.pack(BYTE_ORDER + "I", start) + _directory(image, start) + b"".join(blocks)


def _directory(entries: list[Entry], start: int) -> bytes:
    """One directory at offset `start`: its entries sorted by tag, then the values that do not fit into four bytes."""
    entries = sorted(entries)
    overflow_at = start + 2 + 12 * len(entries) + 4
    rows, overflow = b"", b""
    for tag, kind, data in entries:
        value = data.ljust(4, b"\x00")
        if len(data) > 4:
            value = struct.pack(BYTE_ORDER + "I", overflow_at + len(overflow))
            overflow += data + b"\x00" * (len(data) % 2)
        rows += struct.pack(BYTE_ORDER + "HHI", tag, kind, len(data) // _SIZES[kind]) + value
    return struct.pack(BYTE_ORDER + "H", len(entries)) + rows + bytes(4) + overflow


def user_comment(text: str) -> bytes:
    """A UserComment in Unicode, as A1111 writes it: the character code, then UTF-16, here big-endian like the block."""
    return b"UNICODE\x00" + text.encode("utf-16-be")


def gps_entries(lat: float, lon: float) -> tuple[list[Entry], tuple[float, float]]:
    """The GPS directory for a place, and the place that its whole hundredths of a second really say."""
    rows: list[Entry] = [(0x0000, 1, b"\x02\x03\x00\x00")]
    said = []
    for tag, value, letters in ((1, lat, "NS"), (3, lon, "EW")):
        hundredths = round(abs(value) * 360000)
        degrees, rest = divmod(hundredths, 360000)
        minutes, seconds = divmod(rest, 6000)
        rows.append(ascii_entry(tag, letters[value < 0]))
        rows.append(rational_entry(tag + 1, Fraction(degrees), Fraction(minutes), Fraction(seconds, 100)))
        said.append((-1 if value < 0 else 1) * hundredths / 360000)
    return rows, (said[0], said[1])


def xmp_packet(*, subjects: Iterable[str] = (), rating: int | None = None, creator: str | None = None) -> str:
    """An XMP packet with `dc:subject`, `xmp:Rating` and `dc:creator` where they are given."""
    stars = "" if rating is None else f' xmp:Rating="{rating}"'
    bag = "".join(f"<rdf:li>{escape(subject)}</rdf:li>" for subject in subjects)
    subject = f"<dc:subject><rdf:Bag>{bag}</rdf:Bag></dc:subject>" if bag else ""
    by = f"<dc:creator><rdf:Seq><rdf:li>{escape(creator)}</rdf:li></rdf:Seq></dc:creator>" if creator else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:xmp="http://ns.adobe.com/xap/1.0/"{stars}>{subject}{by}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )


def iptc_block(keywords: Iterable[str]) -> bytes:
    """A Photoshop resource with IPTC keywords (record 2, data set 25) in UTF-8."""
    records = b"\x1c\x01\x5a" + struct.pack(">H", 3) + b"\x1b%G"
    for keyword in keywords:
        data = keyword.encode()
        records += b"\x1c\x02\x19" + struct.pack(">H", len(data)) + data
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records + b"\x00" * (len(records) % 2)
    return b"Photoshop 3.0\x00" + resource
