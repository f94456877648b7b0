"""RAF, the raw photographs of Fujifilm: a header, a whole JPEG with the metadata, and the sensor's samples.

Source: exiftool's documentation and the descriptions of the format by LibRaw's and RawSpeed's authors: places and
lengths stand at fixed offsets, as big-endian numbers; the directory has (tag, size, value) entries.
"""

from __future__ import annotations

import struct

from app.readers.containers.jpeg import read_jpeg
from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.raw import PixelLayout

JPEG_AT = 84
"""Where the place and the length of the JPEG stand. Those of the directory and of the samples follow."""
_HEADER_BYTES = 108
_CROPPED_SIZE = 0x0111
"""Height and width of the picture without the sensor's border."""


def read_raf(data: bytes, builder: RawMetadataBuilder) -> None:
    """Read the metadata of the JPEG and the size of the developed picture."""
    if len(data) < _HEADER_BYTES:
        builder.announce(_HEADER_BYTES)
        return
    pieces = struct.unpack_from(">6I", data, JPEG_AT)
    for place, length in zip(pieces[::2], pieces[1::2], strict=True):
        builder.announce(place + length if place else 0)
    read_jpeg(read_preview(data), builder)
    builder.layout = PixelLayout()  # what was found is about the JPEG
    width, height = _find_cropped_size(data, pieces[2], builder.limits.exif_entries)
    if width and height:
        builder.width, builder.height = width, height


def read_preview(data: bytes) -> bytes:
    """Return the JPEG, empty where there is none."""
    if len(data) < _HEADER_BYTES:
        return b""
    place, length = struct.unpack_from(">2I", data, JPEG_AT)
    return data[place : place + length]


def _find_cropped_size(data: bytes, at: int, most: int) -> tuple[int, int]:
    if at + 4 > len(data):
        return 0, 0
    (count,) = struct.unpack_from(">I", data, at)
    at += 4
    for _ in range(min(count, most)):
        if at + 8 > len(data):
            break
        tag, size, height, width = struct.unpack_from(">4H", data, at)
        if tag == _CROPPED_SIZE and size == 4:
            return width, height
        at += 4 + size
    return 0, 0
