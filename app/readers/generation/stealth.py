"""Text hidden in the lowest bits of an image's pixels, column by column.

    signature (15 bytes) · length of what follows in bits (32, big-endian) · text, or gzip of it

Source: NovelAI/novelai-image-metadata `nai_meta.py` and neggles/sd-webui-stealth-pnginfo
`scripts/stealth_pnginfo.py`. The decoder packs the bits (numpy: `packbits((alpha & 1).T)` for alpha;
red, green and blue of each pixel in turn for the others); the text becomes a block `stealth:alpha` or
`stealth:rgb`.
"""

from __future__ import annotations

import zlib

from app.domain.report import Block

SIGNATURE_BYTES = 15
HEADER_BYTES = SIGNATURE_BYTES + 4
"""Packed bytes (152 pixels of alpha) that suffice to see whether anything is hidden."""
TEXT_BYTES_MAX = 16_000_000

_GZIP = 16 + zlib.MAX_WBITS
_SIGNATURES: dict[bytes, tuple[str, bool]] = {
    b"stealth_pnginfo": ("stealth:alpha", False),
    b"stealth_pngcomp": ("stealth:alpha", True),
    b"stealth_rgbinfo": ("stealth:rgb", False),
    b"stealth_rgbcomp": ("stealth:rgb", True),
}


def is_stealth(packed: bytes) -> bool:
    """Whether the packed lowest bits begin with a signature."""
    return packed[:SIGNATURE_BYTES] in _SIGNATURES


def build_stealth_block(packed: bytes) -> Block | None:
    """Return the hidden text as a block, or None where nothing is hidden or it is cut off, damaged or a bomb."""
    if not is_stealth(packed):
        return None
    name, compressed = _SIGNATURES[packed[:SIGNATURE_BYTES]]
    size = int.from_bytes(packed[SIGNATURE_BYTES:HEADER_BYTES], "big") // 8
    body = packed[HEADER_BYTES : HEADER_BYTES + size]
    if not 0 < size <= TEXT_BYTES_MAX or len(body) < size:
        return None
    data = _unpack(body) if compressed else body
    text = data.decode("utf-8", "replace") if data else ""
    return Block(name, text) if text else None


def _unpack(body: bytes) -> bytes | None:
    stream = zlib.decompressobj(_GZIP)
    try:
        data = stream.decompress(body, TEXT_BYTES_MAX + 1)
    except zlib.error:
        return None
    return data if stream.eof and len(data) <= TEXT_BYTES_MAX else None
