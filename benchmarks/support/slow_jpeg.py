"""JPEGs that are small and take long to decode: for what happens while a file is being read."""

from __future__ import annotations

import io

from PIL import Image

MARKER_BYTES = 2
_HUFFMAN_TABLE = b"\xff\xc4"
"""The marker with which Pillow begins each scan of a progressive JPEG."""


def make_slow_jpeg(side: int, scans: int) -> bytes:
    """Return a grey progressive JPEG of `side` × `side` pixels that repeats its last scan `scans` times.

    A repeated scan has a few dozen bytes, and all samples of the picture to decode.
    """
    file = io.BytesIO()
    Image.new("L", (side, side), 90).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    return data[:-MARKER_BYTES] + last_scan(data) * scans + data[-MARKER_BYTES:]


def last_scan(data: bytes) -> bytes:
    """Return the last scan of a progressive JPEG of Pillow's, without the marker of the end."""
    return data[data.rindex(_HUFFMAN_TABLE) : -MARKER_BYTES]
