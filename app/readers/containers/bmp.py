"""BMP: its size, nothing else. Source: Microsoft, “Bitmap Storage” (BITMAPCOREHEADER, BITMAPINFOHEADER)."""

from __future__ import annotations

import struct

from app.readers.containers.raw_builder import RawMetadataBuilder


def read_bmp(data: bytes, builder: RawMetadataBuilder) -> None:
    """Read the size. A negative height means rows from top to bottom."""
    if len(data) < 26:
        return
    start = int.from_bytes(data[10:14], "little")
    builder.announce(start if start < 1 << 24 else 0)
    if int.from_bytes(data[14:18], "little") == 12:
        builder.width, builder.height = struct.unpack_from("<HH", data, 18)
    else:
        width, height = struct.unpack_from("<ii", data, 18)
        builder.width, builder.height = abs(width), abs(height)
