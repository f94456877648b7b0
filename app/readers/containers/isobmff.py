"""ISO base media files: the boxes that HEIC, AVIF, JPEG XL, MP4 and MOV are made of. Source: ISO/IEC 14496-12."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Box = tuple[bytes, int, int]
"""(type, start of the body, end of the body)."""
WalkBoxes = Callable[[int, int], Iterator[Box]]
"""Yields the boxes between two offsets."""

MAX_BOXES = 100_000
"""Boxes walked at one level; pictures have a dozen."""
SAME_BOXES = 8
"""Boxes of one type that an outline keeps; files with two lists of user data exist."""


def walk_boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes of `data[start:end]`. A box that reaches beyond the end is cut there and is the last one."""
    return walk_file_boxes(lambda count, at: data[at : at + count], start, end, MAX_BOXES)


def walk_file_boxes(read_at: Callable[[int, int], bytes], start: int, end: int, limit: int) -> Iterator[Box]:
    """Yield up to `limit` boxes between two offsets of a file, likewise. `read_at(count, offset)` returns its bytes."""
    at = start
    for _ in range(limit):
        head = read_at(16, at) if at + 8 <= end else b""
        if len(head) < 8:
            return
        size, kind, body = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if size == 1:
            size, body = int.from_bytes(head[8:16], "big"), at + 16
        elif size == 0:
            size = end - at
        if size < body - at:
            return
        yield kind, body, min(at + size, end)
        at += size


def find_box(walk: WalkBoxes, start: int, end: int, *path: bytes) -> tuple[int, int] | None:
    """Return where the body of the first box at `path` begins and ends, from the outer types to the inner ones."""
    for wanted in path:
        found = next(((body, stop) for kind, body, stop in walk(start, end) if kind == wanted), None)
        if found is None:
            return None
        start, end = found
    return start, end


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
    """The boxes of one level: the outermost ones of a file, or those in one of them."""

    announced_size: int
    """Where the last box ends; of the outermost ones, the bytes the file must have."""
    bodies: Mapping[bytes, Sequence[tuple[int, int]]]
    """Type of each box → offsets where its bodies begin and end, of many the first `SAME_BOXES`."""
    uuids: Mapping[bytes, tuple[int, int]]
    """UUID of each `uuid` box → the same of the first."""


def read_outline(read_at: Callable[[int, int], bytes], size: int, limit: int, start: int = 0) -> Outline:
    """Walk up to `limit` boxes from `start` to `size`, which is that of the file, or where the box around them ends.

    `read_at(count, offset)` returns bytes of the file.
    """
    bodies: dict[bytes, list[tuple[int, int]]] = {}
    uuids: dict[bytes, tuple[int, int]] = {}
    at = start
    for _ in range(limit):
        head = read_at(32, at)
        if len(head) < 8:
            break
        length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), 16
        if len(same := bodies.setdefault(kind, [])) < SAME_BOXES:
            same.append((at + body, min(at + length, size) if length else size))
        if length < body:
            # 0 means to the end of the file. Anything else is damage, and nothing behind it can be trusted.
            return Outline(max(at, size), bodies, uuids)
        if kind == b"uuid":
            uuids.setdefault(head[body : body + 16], (at + body + 16, min(at + length, size)))
        at += length
        if at >= size:
            break
    return Outline(at, bodies, uuids)
