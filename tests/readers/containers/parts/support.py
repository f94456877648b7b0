"""HEIC and JPEG XL with properties that no library here writes: the boxes and bits are set one by one."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from tests.readers.generation.support import box
from tests.readers.support import picture

Bits = Sequence[tuple[int, int]]
"""(value, how many bits), from the lowest bit of each byte."""


def heic_with(data: bytes, *properties: bytes) -> bytes:
    """Return the HEIC with more properties of its picture, applied in this order (23008-12, 9.3)."""
    added = b"".join(properties)
    for number in range(len(properties)):
        at = data.index(b"ipma") + 4 + 4 + 4 + 2
        known = data[at]
        place = at + 1 + known
        data = data[:at] + bytes([known + 1]) + data[at + 1 : place] + bytes([0x80 | known + 1]) + data[place:]
        assert known == 4 + number, "the associations of pillow-heif's picture, which number its properties"
    end = data.index(b"ipma") - 4
    data = data[:end] + added + data[end:]
    for kind, growth in ((b"ipma", len(properties)), (b"ipco", len(added)), (b"iprp", 0), (b"meta", 0)):
        at = data.index(kind) - 4
        size = int.from_bytes(data[at : at + 4], "big") + (growth or len(properties) + len(added)) * bool(properties)
        data = data[:at] + struct.pack(">I", size) + data[at + 4 :]
    return _move_items(data, len(properties) + len(added))


def _move_items(data: bytes, by: int) -> bytes:
    """Add to the base offset of each item, in an `iloc` of version 0 with offsets of 32 bits (14496-12, 8.11.3)."""
    at = data.index(b"iloc") + 4
    assert data[at : at + 6] == b"\0\0\0\0\x44\x40"
    for number in range(int.from_bytes(data[at + 6 : at + 8], "big")):
        base = at + 8 + 18 * number + 4
        moved = int.from_bytes(data[base : base + 4], "big") + by
        data = data[:base] + struct.pack(">I", moved) + data[base + 4 :]
    return data


SRGB_BITS: Bits = ((1, 1),)


def jxl_with(pixels: NDArray[np.uint8], orientation: int = 1, colours: Bits = SRGB_BITS) -> bytes:
    """Return a lossless JPEG XL whose header says how it is turned and coloured (18181-1, D.3)."""
    plain = bytes(imagecodecs.jpegxl_encode(pixels, lossless=True, numthreads=1))
    size = int.from_bytes(plain[2:10], "little")
    length = 1 + (5 if size & 1 else 2 + (9, 13, 18, 30)[size >> 1 & 3]) + 3
    ratio = size >> (length - 3) & 7
    if ratio == 0:
        length += 5 if size & 1 else 2 + (9, 13, 18, 30)[size >> length & 3]
    assert size >> length & (1 << 13) - 1 == 0b1001000100000, "the header that imagecodecs writes"
    fields: Bits = (
        (size & (1 << length) - 1, length),
        *((0, 1), (1, 1), (orientation - 1, 3), (0, 3)),  # not all as usual; extra fields: turned, nothing else
        *((0, 1), (0, 2), (1, 1), (0, 2), (0, 1)),  # 8 bits, no extra channels, not XYB
        *colours,
        *((1, 1), (0, 2), (1, 1)),  # tones, extensions and transforms as usual
    )
    return b"\xff\x0a" + pack_bits(fields) + plain[2 + -(-(length + 13) // 8) :]


def pack_bits(fields: Bits) -> bytes:
    value = at = 0
    for field, count in fields:
        value |= field << at
        at += count
    return value.to_bytes(-(-at // 8), "little")


def jxl_turned(orientation: int, exif: bytes = b"", xmp: bytes = b"") -> bytes:
    """Return a JPEG XL with this orientation in its codestream, and other metadata around it."""
    codestream = jxl_with(picture(), orientation)
    if not exif:
        return codestream
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    return head + box(b"Exif", bytes(4) + exif) + box(b"xml ", xmp) + box(b"jxlc", codestream)


def enum(value: int) -> Bits:
    """A number as D.3 codes an Enum."""
    if value < 2:
        return ((value, 2),)
    return ((2, 2), (value - 2, 4)) if value < 18 else ((3, 2), (value - 18, 6))


def colour_bits(primaries: int, transfer: int | None, gamma: int = 0, white: int = 1) -> Bits:
    """RGB with D65 unless said otherwise; with a gamma in ten-millionths where there is no transfer."""
    curve: Bits = ((1, 1), (gamma, 24)) if transfer is None else ((0, 1), *enum(transfer))
    return ((0, 1), (0, 1), *enum(0), *enum(white), *enum(primaries), *curve, *enum(1))
