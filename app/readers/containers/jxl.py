"""JPEG XL: size from the codestream header, EXIF and XMP from the container's boxes.

Sources: ISO/IEC 18181-1 D.2 (SizeHeader), 18181-2 (boxes `jxlc`, `jxlp`, `Exif`, `xml `, `brob`).
"""

from __future__ import annotations

from app.readers.containers.isobmff import read_outline, walk_boxes
from app.readers.containers.raw_builder import RawMetadataBuilder

_RATIOS = ((1, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def read_jxl(data: bytes, builder: RawMetadataBuilder) -> None:
    """Walk the boxes. The decoder rotates the picture by the codestream's own orientation (18181-1 D.3.2)."""
    builder.is_rotated_by_container = True
    if data[:2] == b"\xff\x0a":
        _read_size(data[2:20], builder)
        return
    builder.announce(
        read_outline(lambda count, at: data[at : at + count], len(data), builder.limits.chunks).announced_size
    )
    for kind, start, end in walk_boxes(data, 0, len(data)):
        body = start + 4 if kind == b"jxlp" else start
        if kind in (b"jxlc", b"jxlp") and builder.width is None and data[body : body + 2] == b"\xff\x0a":
            _read_size(data[body + 2 : body + 20], builder)
        elif end - start <= builder.limits.text_bytes:
            _read_metadata(kind, data[start:end], builder)


def _read_metadata(kind: bytes, body: bytes, builder: RawMetadataBuilder) -> None:
    """Read one box. `brob` holds the type of another box and its body, packed with Brotli (18181-2, 9.8)."""
    if kind == b"brob" and body[:4] in (b"Exif", b"xml ", b"jumb"):
        kind = body[:4]
        body = builder.unpack_brotli(body[4:], f"jxl:{kind.decode().strip()}") or b""
    if kind == b"Exif" and body:
        builder.exif = builder.exif or body[4 + int.from_bytes(body[:4], "big") :]
    elif kind == b"jumb" and body:
        builder.c2pa = builder.c2pa or (len(body) + 8).to_bytes(4, "big") + kind + body
    elif kind == b"xml ":
        builder.add_xmp(body)


def _read_size(head: bytes, builder: RawMetadataBuilder) -> None:
    """Read the SizeHeader, bits from the lowest: small?, height, ratio, and a width where the ratio is 0."""
    bits, at = int.from_bytes(head, "little"), 0

    def take(count: int) -> int:
        nonlocal at
        value = bits >> at & (1 << count) - 1
        at += count
        return value

    small = take(1)

    def side() -> int:
        return (take(5) + 1) * 8 if small else take((9, 13, 18, 30)[take(2)]) + 1

    height = side()
    ratio = take(3)
    above, below = _RATIOS[ratio]
    builder.height = height
    builder.width = side() if ratio == 0 else height * above // below
