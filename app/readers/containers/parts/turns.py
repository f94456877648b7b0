"""How the tracks of an MP4 or MOV file are turned, by the matrix in the header of each.

Source: ISO/IEC 14496-12, 6.2.2 (matrix) and 8.3.2 (track header).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import partial

from app.readers.containers.isobmff import find_box, walk_file_boxes

ReadAt = Callable[[int, int], bytes]

_TRACKS_MAX = 64
_MATRIX_BYTES = 36


def read_turns(read_at: ReadAt, start: int, end: int, limit: int) -> tuple[tuple[int, int], ...]:
    """Return (number of the track, its orientation) of the tracks in the `moov` box whose body is at `start`."""
    walk = partial(walk_file_boxes, read_at, limit=limit)
    tracks = [(body, stop) for kind, body, stop in walk(start, end) if kind == b"trak"][:_TRACKS_MAX]
    headers = (find_box(walk, *track, b"tkhd") for track in tracks)
    return tuple(_read_turn(read_at, *header) for header in headers if header is not None)


def _read_turn(read_at: ReadAt, start: int, end: int) -> tuple[int, int]:
    head = read_at(min(end - start, 96), start)
    number_at, matrix_at = (20, 52) if head[:1] == b"\1" else (12, 40)
    matrix = head[matrix_at : matrix_at + _MATRIX_BYTES]
    orientation = find_orientation(struct.unpack(">9i", matrix)) if len(matrix) == _MATRIX_BYTES else 1
    return int.from_bytes(head[number_at : number_at + 4], "big"), orientation


def find_orientation(matrix: Sequence[int]) -> int:
    """Return the orientation, as EXIF counts it (1…8), that is nearest to the matrix a, b, u, c, d, v, x, y, w."""
    a, b, _, c, d, *_ = matrix
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return {(True, True): 1, (False, True): 2, (False, False): 3, (True, False): 4}[a >= 0, d >= 0]
    return {(True, True): 5, (True, False): 6, (False, False): 7, (False, True): 8}[b >= 0, c >= 0]
