"""BMP: only a size. Source: Microsoft, «Bitmap Storage» (BITMAPCOREHEADER, BITMAPINFOHEADER)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.readers.metadata.raw import Embedded


def read_bmp(data: bytes, embedded: Embedded) -> None:
    """A negative height means rows from top to bottom."""
    if len(data) < 26:
        return
    start = int.from_bytes(data[10:14], "little")
    embedded.announce(start if start < 1 << 24 else 0)
    if int.from_bytes(data[14:18], "little") == 12:
        embedded.width, embedded.height = struct.unpack_from("<HH", data, 18)
    else:
        width, height = struct.unpack_from("<ii", data, 18)
        embedded.width, embedded.height = abs(width), abs(height)
