"""The clean apertures in the index of an MP4 or MOV file, which is walked box by box and never read as a whole.

Source: ISO/IEC 14496-12, 8.3.2 (track header), 8.5.2 and 12.1.3 (sample descriptions), 12.1.4 (`clap`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from app.readers.containers.isobmff import WalkBoxes, find_box, walk_file_boxes
from app.readers.metadata.raw import CleanAperture

ReadAt = Callable[[int, int], bytes]

_TRACKS_MAX = 64
_APERTURE, _BODY_MAX = 32, 1024
"""Bytes of a `clap` box: four fractions."""
_PICTURE_ENTRY = 78
"""Bytes of a visual sample entry before its boxes."""


def read_apertures(read_at: ReadAt, start: int, end: int, limit: int) -> tuple[tuple[int, CleanAperture], ...]:
    """Return (number of the track, its aperture) of the tracks in the `moov` box whose body is at `start`."""
    walk = partial(walk_file_boxes, read_at, limit=limit)
    tracks = [(body, stop) for kind, body, stop in walk(start, end) if kind == b"trak"][:_TRACKS_MAX]
    found = ((_read_number(read_at, walk, *track), _read_aperture(read_at, walk, *track)) for track in tracks)
    return tuple((number, aperture) for number, aperture in found if aperture is not None)


def _read_number(read_at: ReadAt, walk: WalkBoxes, start: int, end: int) -> int:
    header = find_box(walk, start, end, b"tkhd")
    head = read_at(24, header[0]) if header else b""
    return int.from_bytes(head[20:24] if head[:1] == b"\1" else head[12:16], "big")


def _read_aperture(read_at: ReadAt, walk: WalkBoxes, start: int, end: int) -> CleanAperture | None:
    """Return the aperture in the first sample description, if that is one of pictures."""
    described = find_box(walk, start, end, b"mdia", b"minf", b"stbl", b"stsd")
    entry = next(walk(described[0] + 8, described[1]), None) if described else None
    found = find_box(walk, entry[1] + _PICTURE_ENTRY, entry[2], b"clap") if entry else None
    return (
        parse_aperture(read_at(found[1] - found[0], found[0])) if found and found[1] - found[0] <= _BODY_MAX else None
    )


def parse_aperture(body: bytes) -> CleanAperture | None:
    """Return what a `clap` box states; None where that is no part of anything."""
    if len(body) < _APERTURE:
        return None
    numbers = struct.unpack(">IIIIiIiI", body[:_APERTURE])
    if not all(numbers[1::2]):
        return None
    width, height, across, down = (Fraction(above, below) for above, below in zip(*[iter(numbers)] * 2, strict=True))
    return CleanAperture(width, height, across, down)
