"""The one value of EXIF that a clean copy keeps: how the picture is turned."""

from __future__ import annotations

import struct


def build_orientation(orientation: int) -> bytes:
    """Return an EXIF structure with the orientation alone, empty for an upright picture. Source: EXIF 2.32, 4.6.4 A."""
    if orientation == 1:
        return b""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
