"""Matroska and WebM: how long the file must be, and which part of the frames is to be shown.

Source: RFC 8794 (EBML), RFC 9559 (Matroska: Segment, Tracks, PixelCropTop and its kin).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from app.readers.containers.raw_builder import RawMetadataBuilder
from app.readers.metadata.raw import CleanAperture

_SEGMENT, _TRACKS, _CLUSTER = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\x1f\x43\xb6\x75"
_TRACK, _VIDEO = b"\xae", b"\xe0"
_FIRST = 0
_WIDTH, _HEIGHT = b"\xb0", b"\xba"
_BOTTOM, _TOP, _LEFT, _RIGHT = b"\x54\xaa", b"\x54\xbb", b"\x54\xcc", b"\x54\xdd"
_HEAD_BYTES = 4096
_ELEMENT_HEAD = 12
_ELEMENTS_MAX = 1000
_TRACKS_BYTES = 1024 * 1024

ReadAt = Callable[[int, int], bytes]
_Element = tuple[bytes, int, int]
"""(id, start of the body, its end)."""


def read_matroska(read_at: ReadAt, size: int, builder: RawMetadataBuilder) -> None:
    """Read how long the file must be, and the crops. `read_at(count, offset)` returns bytes of the file."""
    head = read_at(_HEAD_BYTES, 0)
    builder.announce(read_announced_size(head))
    start = _find_segment(head)
    if start is None:
        return
    for kind, body, end in _walk(read_at, start, size):
        if kind == _CLUSTER:
            return
        if kind == _TRACKS and end - body <= _TRACKS_BYTES:
            crop = _read_crop(read_at(end - body, body))
            builder.layout = replace(builder.layout, apertures=((_FIRST, crop),) if crop is not None else ())
            return


def _read_crop(tracks: bytes) -> CleanAperture | None:
    """Return the part that is to be shown of the first track of pictures; None for the whole frame."""

    def read_at(count: int, at: int) -> bytes:
        return tracks[at : at + count]

    entries = [list(_walk(read_at, body, end)) for kind, body, end in _walk(read_at, 0, len(tracks)) if kind == _TRACK]
    place = next(((body, end) for entry in entries for kind, body, end in entry if kind == _VIDEO), None)
    if place is None:
        return None
    video = {kind: int.from_bytes(tracks[body:end], "big") for kind, body, end in _walk(read_at, *place)}
    left, right, top, bottom = (video.get(kind, 0) for kind in (_LEFT, _RIGHT, _TOP, _BOTTOM))
    width, height = video.get(_WIDTH, 0) - left - right, video.get(_HEIGHT, 0) - top - bottom
    if not (left or right or top or bottom):
        return None
    return CleanAperture(Fraction(width), Fraction(height), Fraction(left - right, 2), Fraction(top - bottom, 2))


def _walk(read_at: ReadAt, start: int, end: int) -> Iterator[_Element]:
    """Yield the elements between two offsets; one without a size is the last, and reaches to the end."""
    at = start
    for _ in range(_ELEMENTS_MAX):
        head = read_at(_ELEMENT_HEAD, at) if at < end else b""
        width = 9 - head[0].bit_length() if head else 0
        if not 1 <= width <= 4 or len(head) <= width:
            return
        size, body = _read_number(head, width)
        stop = end if size is None else min(at + body + size, end)
        yield head[:width], at + body, stop
        at = stop


def read_announced_size(head: bytes) -> int:
    """Return how many bytes the file must have by the size of its Segment; 0 where a live writer left it unknown."""
    at = _find_segment_head(head)
    size, body = _read_number(head, at + 4) if at is not None else (None, 0)
    return 0 if size is None else body + size


def _find_segment(head: bytes) -> int | None:
    """Return where the body of the Segment begins."""
    at = _find_segment_head(head)
    return _read_number(head, at + 4)[1] if at is not None else None


def _find_segment_head(head: bytes) -> int | None:
    if head[:4] != b"\x1a\x45\xdf\xa3":
        return None
    size, at = _read_number(head, 4)
    if size is None or head[at + size : at + size + 4] != _SEGMENT:
        return None
    return at + size


def _read_number(data: bytes, at: int) -> tuple[int | None, int]:
    """Return a variable-size integer (RFC 8794, 4) and the offset behind it; None means “unknown” or damage."""
    first = data[at] if at < len(data) else 0
    width = 9 - first.bit_length()
    if width > 8:
        return None, at
    value = int.from_bytes(data[at : at + width], "big") & (1 << 7 * width) - 1
    return (None if value == (1 << 7 * width) - 1 else value), at + width
