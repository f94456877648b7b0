"""Files that carry smaller pictures of themselves."""

from __future__ import annotations

import struct

from tests.readers.support import segment, tiff_structure


def exif_with_thumbnail(thumbnail: bytes, orientation: int = 1) -> bytes:
    """Return an EXIF structure whose IFD1 has the thumbnail (EXIF 2.32, 4.5.8)."""
    head = bytearray(tiff_structure([(0x0112, 3, (orientation,))]))
    ifd1 = len(head)
    struct.pack_into("<I", head, ifd1 - 4, ifd1)
    entries = ((0x0103, 3, 6), (0x0201, 4, ifd1 + 2 + 36 + 4), (0x0202, 4, len(thumbnail)))
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return bytes(head) + struct.pack("<H", 3) + body + b"\0\0\0\0" + thumbnail


def photoshop_segment(thumbnail: bytes) -> bytes:
    """Return Photoshop's resource 1036, behind another one."""
    other = b"8BIM\x03\xed\0\0" + struct.pack(">I", 16) + bytes(16)
    body = struct.pack(">IIIIIIHH", 1, 160, 120, 480, 57600, len(thumbnail), 24, 1) + thumbnail
    return segment(0xED, b"Photoshop 3.0\0" + other + b"8BIM\x04\x0c\0\0" + struct.pack(">I", len(body)) + body)


def jfxx_segment(thumbnail: bytes) -> bytes:
    return segment(0xE0, b"JFXX\0\x10" + thumbnail)


def with_mpf(data: bytes, preview: bytes) -> bytes:
    """Return a JPEG with another one behind it, as multi-picture files have it (CIPA DC-007, 5.2)."""
    head = 8 + 2 + 24 + 4
    length = 4 + 4 + head + 32  # marker and length, “MPF\0”, directory, two entries
    offset = len(data) + length - 10  # from the byte order mark on, which is 10 bytes behind the first one inserted
    entries = struct.pack(">IIIHH", 0x030000, len(data), 0, 0, 0)
    entries += struct.pack(">IIIHH", 0x010001, len(preview), offset, 0, 0)
    number, place = struct.pack(">HHII", 0xB001, 4, 1, 2), struct.pack(">HHII", 0xB002, 7, 32, head)
    body = b"MPF\0MM\0*" + struct.pack(">IH", 8, 2) + number + place + bytes(4) + entries
    return data[:2] + segment(0xE2, body) + data[2:] + preview


def raw_photograph(preview: bytes, *, first_page: bool) -> bytes:
    """Return a TIFF like a camera's raw file: a preview in a sub-directory; first a small page, or raw samples."""
    width = height = 16
    compression, photometric, samples = (1, 2, 3) if first_page else (34713, 32803, 1)
    pixels = bytes(range(256)) * (width * height * samples // 256)
    count = 9
    sub = 8 + 2 + 12 * count + 4
    at = sub + 2 + 24 + 4
    entries = [
        (0x0100, 4, width),
        (0x0101, 4, height),
        (0x0102, 3, 8),
        (0x0103, 3, compression),
        (0x0106, 3, photometric),
        (0x0111, 4, at),
        (0x0115, 3, samples),
        (0x0117, 4, len(pixels)),
        (0x014A, 4, sub),
    ]
    ifd0 = struct.pack("<H", count) + b"".join(
        struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries
    )
    inner = ((0x0201, 4, at + len(pixels)), (0x0202, 4, len(preview)))
    ifd = struct.pack("<H", 2) + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in inner)
    return b"II*\0" + struct.pack("<I", 8) + ifd0 + bytes(4) + ifd + bytes(4) + pixels + preview
