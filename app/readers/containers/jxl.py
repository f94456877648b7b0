"""JPEG XL: size from the codestream header, EXIF and XMP from the container's boxes.

Sources: ISO/IEC 18181-1 D.2 (SizeHeader), 18181-2 (boxes `jxlc`, `jxlp`, `Exif`, `xml `, `brob`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.readers.containers.isobmff import boxes, outline

if TYPE_CHECKING:
    from app.readers.embedded import Embedded

_RATIOS = ((1, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


def read_jxl(data: bytes, embedded: Embedded) -> None:
    """The decoder turns the picture by the codestream's own orientation (18181-1 D.3.2)."""
    embedded.rotated_by_container = True
    if data[:2] == b"\xff\x0a":
        _measure(data[2:20], embedded)
        return
    embedded.announce(outline(lambda count, at: data[at : at + count], len(data), embedded.limits.chunks).announced)
    for kind, start, end in boxes(data, 0, len(data)):
        body = start + 4 if kind == b"jxlp" else start
        if kind in (b"jxlc", b"jxlp") and embedded.width is None and data[body : body + 2] == b"\xff\x0a":
            _measure(data[body + 2 : body + 20], embedded)
        elif end - start > embedded.limits.text_bytes:
            continue
        elif kind == b"Exif":
            embedded.exif = embedded.exif or data[start + 4 + int.from_bytes(data[start : start + 4], "big") : end]
        elif kind == b"jumb":
            embedded.c2pa = embedded.c2pa or data[start - 8 : end]
        elif kind == b"xml ":
            embedded.add_xmp(data[start:end])
        elif kind == b"brob" and data[start : start + 4] in (b"Exif", b"xml "):
            embedded.add_problem("the metadata is packed with Brotli, which is not read")


def _measure(head: bytes, embedded: Embedded) -> None:
    """SizeHeader, bits from the lowest: small?, height, ratio, and a width where the ratio is 0."""
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
    embedded.height = height
    embedded.width = side() if ratio == 0 else height * above // below
