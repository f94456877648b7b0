"""ISO base media files: the boxes that HEIC, AVIF, JPEG XL, MP4 and MOV are made of. Source: ISO/IEC 14496-12."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Box = tuple[bytes, int, int]
"""(type, start of the body, end of the body)."""


MAX_BOXES = 100_000
"""Boxes walked at one level; pictures have a dozen."""


def walk_boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes of `data[start:end]`. A box that reaches beyond the end is cut there and is the last one."""
    at = start
    for _ in range(MAX_BOXES):
        if at + 8 > end:
            return
        size, kind, body = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0:
            size = end - at
        if size < body - at:
            return
        yield kind, body, min(at + size, end)
        at += size


C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""XMP specification part 3, 1.2.2 (MPEG-4)."""


def extract_manifest_store(body: bytes) -> bytes:
    """Return the JUMBF boxes in a C2PA `uuid` box, empty where it holds no manifest.

    The body holds version and flags, purpose, NUL, 8 bytes, boxes (C2PA 2.1, 11.2).
    """
    purpose, _, rest = body[4:].partition(b"\0")
    return rest[8:] if purpose in (b"manifest", b"original") else b""


@dataclass(frozen=True, slots=True)
class Outline:
    """The outermost boxes of a file."""

    announced_size: int
    """Bytes the file must have."""
    kinds: frozenset[bytes]
    uuids: Mapping[bytes, tuple[int, int]]
    """UUID of each `uuid` box → offsets where its body begins and ends."""


def read_outline(read_at: Callable[[int, int], bytes], size: int, limit: int) -> Outline:
    """Walk up to `limit` outermost boxes of a file of `size` bytes. `read_at(count, offset)` returns its bytes."""
    kinds: set[bytes] = set()
    uuids: dict[bytes, tuple[int, int]] = {}
    at = 0
    for _ in range(limit):
        head = read_at(32, at)
        if len(head) < 8:
            break
        length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), 16
        kinds.add(kind)
        if length < body:
            # 0 means to the end of the file. Anything else is damage, and nothing behind it can be trusted.
            return Outline(max(at, size), frozenset(kinds), uuids)
        if kind == b"uuid":
            uuids.setdefault(head[body : body + 16], (at + body + 16, min(at + length, size)))
        at += length
        if at >= size:
            break
    return Outline(at, frozenset(kinds), uuids)
