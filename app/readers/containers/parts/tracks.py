"""The tracks of a `moov` box that is in memory: frames and duration of a sequence of pictures.

Sources: ISO/IEC 14496-12, 8.3 to 8.6 (tracks, media header, time to sample); ISO/IEC 23008-12, 7 (image sequences).
"""

from __future__ import annotations

from functools import partial

from app.readers.containers.isobmff import find_box, walk_boxes
from app.readers.metadata.raw import Animation

_PICTURES = (b"pict", b"vide")
_UNKNOWN = (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
"""A duration of only ones is not known."""


def read_animation(data: bytes, start: int, end: int, limit: int) -> Animation:
    """Return frames and duration of the first track of pictures in the `moov` box at `start`."""
    walk = partial(walk_boxes, data)
    for kind, body, stop in walk(start, end):
        if kind == b"trak" and (media := find_box(walk, body, stop, b"mdia")) is not None:
            handler = find_box(walk, *media, b"hdlr")
            if handler is not None and data[handler[0] + 8 : handler[0] + 12] in _PICTURES:
                duration = _read_duration(data, find_box(walk, *media, b"mdhd"))
                return Animation(
                    _count_samples(data, find_box(walk, *media, b"minf", b"stbl", b"stts"), limit), duration
                )
    return Animation()


def _read_duration(data: bytes, header: tuple[int, int] | None) -> float | None:
    """Return the seconds that the media header states: duration by time scale, of 64 bits in version 1."""
    if header is None:
        return None
    at, wide = (header[0] + 20, 8) if data[header[0]] == 1 else (header[0] + 12, 4)
    scale, duration = int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 4 : at + 4 + wide], "big")
    return duration / scale if scale and duration not in _UNKNOWN else None


def _count_samples(data: bytes, table: tuple[int, int] | None, limit: int) -> int:
    """Return how many samples the entries of `stts` count, each with how many there are and how long one is shown."""
    if table is None:
        return 0
    entries = min(int.from_bytes(data[table[0] + 4 : table[0] + 8], "big"), (table[1] - table[0] - 8) // 8, limit)
    first = table[0] + 8
    return sum(int.from_bytes(data[at : at + 4], "big") for at in range(first, first + 8 * entries, 8))
