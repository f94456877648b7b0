"""The pixel hash: what stays the same when only a picture's metadata is rewritten.

- **JPEG** is decoded at a smaller scale, so its full pixels never exist here. The hash is of the compressed picture
  instead: tables, frame and scan headers and entropy-coded data (ITU-T T.81, annex B), without comment and APPn
  segments, but with APP14, whose Adobe flag states the colour transform (T.872, 6.5.3). It ends with the first EOI.
- **JPEG XL**: the codestream (ISO/IEC 18181-2: `jxlc`, `jxlp`) without the boxes around it.
- **Every other still picture** is decoded at its full size anyway; the hash is of these samples, with their size and
  depth. Opaque alpha is left out and 8-bit grey counts as RGB, so the same pixels are also found in another file
  format or compressed differently.
- **Animations, several pages, videos** have none: an equal first frame does not make two films equal.

Orientation, colour profile and resolution are metadata here: they change how the same pixels are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import numpy as np
from blake3 import blake3
from numpy.typing import NDArray

from app.readers.containers.isobmff import walk_boxes

_MARKER = re.compile(rb"\xff+[^\xff\x00]")
_SCAN_END = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""The end of entropy-coded data, in which FF is followed by 00 or begins a restart marker (T.81 B.1.1.5)."""
_SOS, _EOI, _COMMENT, _ADOBE = 0xDA, 0xD9, 0xFE, 0xEE
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_SEQUENCE_BRANDS = (b"avis", b"msf1", b"hevs")


def hash_pixels(
    format_name: str, data: bytes, samples: NDArray[np.generic], shown: NDArray[np.uint8], frames: int
) -> str | None:
    """Return BLAKE3 in 64 hex digits, or None for a file with several pictures.

    `samples` are as decoded, `shown` the same as 8-bit RGB; `frames` is the number of frames of a GIF.
    """
    if format_name == "jpeg":
        return _hash(b"jpeg", _iterate_jpeg_picture(data))
    if format_name == "jxl":
        return _hash(b"jxl", _iterate_jxl_codestream(data))
    if _has_frames(format_name, data, frames):
        return None
    exact = shown if samples.dtype == np.uint8 and _is_opaque(samples) else samples
    head = f"{'x'.join(map(str, exact.shape))} {exact.dtype}".encode()
    return _hash(head, [np.ascontiguousarray(exact).data.cast("B")])


def _hash(head: bytes, parts: Iterator[bytes | memoryview] | list[memoryview]) -> str:
    hasher = blake3(head + b"\0")
    for part in parts:
        hasher.update(part)
    return hasher.hexdigest()


def _is_opaque(samples: NDArray[np.generic]) -> bool:
    has_alpha = samples.ndim == 3 and samples.shape[2] in (2, 4)
    return not has_alpha or int(samples[..., -1].min()) == 255


def _iterate_jpeg_picture(data: bytes) -> Iterator[bytes | memoryview]:
    view, at = memoryview(data), 2
    while (found := _MARKER.search(data, at)) is not None and found[0][-1] != _EOI:
        marker, at = found[0][-1], found.end()
        if marker in _STANDALONE:
            continue
        end = at + max(2, int.from_bytes(data[at : at + 2], "big"))
        if not (0xE0 <= marker <= 0xEF or marker == _COMMENT) or marker == _ADOBE:
            yield bytes([marker])
            yield view[at:end]
        at = end
        if marker == _SOS:
            following = _SCAN_END.search(data, at)
            end = following.start() if following is not None else len(data)
            yield view[at:end]
            at = end


def _iterate_jxl_codestream(data: bytes) -> Iterator[bytes | memoryview]:
    if data[:2] == b"\xff\x0a":
        yield data
        return
    for kind, start, end in walk_boxes(data, 0, len(data)):
        if kind in (b"jxlc", b"jxlp"):
            yield memoryview(data)[start + 4 * (kind == b"jxlp") : end]


def _has_frames(format_name: str, data: bytes, frames: int) -> bool:
    """Whether the file holds more pictures than the one that was decoded."""
    if format_name == "gif":
        return frames != 1
    if format_name == "png":
        return data.find(b"acTL", 8, max(8, data.find(b"IDAT"))) >= 0
    if format_name == "webp":
        return data[12:16] == b"VP8X" and bool(data[20] & 2)
    if format_name == "tiff":
        return _has_pages(data)
    if format_name in ("avif", "heic"):
        brands = data[8 : min(int.from_bytes(data[:4], "big"), 4096)]
        return any(brand in brands for brand in _SEQUENCE_BRANDS)
    return False


def _has_pages(data: bytes) -> bool:
    """Whether there is a second page: a directory's entries are followed by the next one's offset, or 0 (TIFF 6.0)."""
    order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
    is_big = int.from_bytes(data[2:4], order) == 43
    width, counted, entry = (8, 8, 20) if is_big else (4, 2, 12)
    first = 8 if is_big else 4
    at = int.from_bytes(data[first : first + width], order)
    entries = int.from_bytes(data[at : at + counted], order)
    at += counted + entries * entry
    return any(data[at : at + width])
