"""MP4 and MOV without their descriptions, dates and tracks of data. Offsets stay: see `boxes.py`.

Kept are the tracks of pictures and sound. What an encoder writes inside of these is not looked at.
Sources: ISO/IEC 14496-12, 8; QuickTime File Format (Apple), “Movie atoms”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.pictures.clean_copy import Kept, Piece, Zeros
from app.readers.cleaning.boxes import blank_box
from app.readers.cleaning.refusal import UncleanableError
from app.readers.limits import MIB, Limits
from app.readers.reasons import CUT_OFF, UnreadableError

ReadAt = Callable[[int, int], bytes]

_MOVIE_MAX = 64 * MIB
"""Bytes of the movie box, which is read whole; an hour has a megabyte or two."""
_AS_IT_IS = frozenset({b"ftyp", b"mdat", b"moof", b"sidx", b"styp", b"mfra"})
_TRACKS = frozenset({b"vide", b"soun"})
_BLANKED = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"iods", b"name"})
_WITH_TIMES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_WITH_BOXES = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"tref"})
_COMPRESSOR_AT, _COMPRESSOR = 42, 32
"""Where a visual sample entry names the encoder or the camera, behind its header."""


def clean_mp4(read_at: ReadAt, size: int, limits: Limits) -> Iterator[Piece]:
    """Yield the pieces of the copy, which is as long as the file. `read_at(count, offset)` returns bytes of it.

    Raises UnreadableError for a compressed or damaged index, or where a track of data lies between fragments.
    """
    outer = list(_walk_file(read_at, size, limits))
    movies = [(at, end) for kind, at, _, end in outer if kind == b"moov"]
    if len(movies) != 1 or movies[0][1] - movies[0][0] > _MOVIE_MAX:
        raise UncleanableError("the video has no index that can be read")
    [(at, end)] = movies
    movie = _Movie(read_at(end - at, at))
    movie.blank()
    if movie.left_out and any(kind == b"moof" for kind, *_ in outer):
        raise UncleanableError("it has tracks of data between its pictures")
    for kind, at, start, end in outer:
        if kind == b"moov":
            yield bytes(movie.data)
        elif kind in _AS_IT_IS:
            yield from _without(at, end, movie.left_out)
        else:
            yield from blank_box(read_at(start - at, at), end - at)


def _walk_file(read_at: ReadAt, size: int, limits: Limits) -> Iterator[tuple[bytes, int, int, int]]:
    at = 0
    for _ in range(limits.chunks):
        if at >= size:
            return
        head = read_at(16, at)
        length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = size - at
        if length < body or at + length > size:
            raise UnreadableError(CUT_OFF)
        yield kind, at, at + body, at + length
        at += length


def _without(start: int, end: int, left_out: list[tuple[int, int]]) -> Iterator[Piece]:
    """Yield the bytes from `start` to `end`, with zeros for what is in a range that is left out."""
    at = start
    for first, last in left_out:
        first, last = max(first, at), min(last, end)  # noqa: PLW2901
        if first < last:
            yield Kept(at, first)
            yield Zeros(last - first)
            at = last
    yield Kept(at, end)


class _Movie:
    """A movie box that is changed in place."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.left_out: list[tuple[int, int]] = []
        """Places in the file of the samples of tracks that are left out."""

    def blank(self) -> None:
        """Blank what is no picture and no sound."""
        self._blank_in(0, len(self.data))
        self.left_out.sort()

    def _blank_in(self, start: int, end: int) -> None:
        for kind, at, body, stop in self._walk(start, end):
            if kind == b"cmov":
                raise UncleanableError("its index is compressed")
            if kind == b"trak" and self._handler(body, stop) not in _TRACKS:
                self.left_out += self._find_samples(body, stop)
                self._blank_box(at, body, stop)
            elif kind in _BLANKED:
                self._blank_box(at, body, stop)
            elif kind in _WITH_TIMES:
                self._zero(body + 4, body + (20 if self.data[body] == 1 else 12))
            elif kind == b"hdlr":
                self._zero(body + 24, stop)
            elif kind == b"stsd":
                self._blank_encoders(body, stop)
            elif kind in _WITH_BOXES:
                self._blank_in(body, stop)

    def _walk(self, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
        at = start
        while at + 8 <= end:
            size, kind, body = int.from_bytes(self.data[at : at + 4], "big"), bytes(self.data[at + 4 : at + 8]), at + 8
            if size == 1:
                size, body = int.from_bytes(self.data[at + 8 : at + 16], "big"), at + 16
            if size < body - at or at + size > end:
                if kind == b"\0\0\0\0":
                    return  # QuickTime ends some lists with 32 zero bits
                raise UnreadableError(CUT_OFF)
            yield kind, at, body, at + size
            at += size

    def _blank_box(self, at: int, body: int, stop: int) -> None:
        self.data[at + 4 : at + 8] = b"free"
        self._zero(body, stop)

    def _zero(self, start: int, stop: int) -> None:
        self.data[start:stop] = bytes(stop - start)

    def _find(self, start: int, end: int, *path: bytes) -> tuple[int, int] | None:
        """Return the body of the box at the end of a path of boxes."""
        for kind, _, body, stop in self._walk(start, end):
            if kind == path[0]:
                return (body, stop) if len(path) == 1 else self._find(body, stop, *path[1:])
        return None

    def _handler(self, start: int, end: int) -> bytes:
        found = self._find(start, end, b"mdia", b"hdlr")
        return bytes(self.data[found[0] + 8 : found[0] + 12]) if found else b""

    def _blank_encoders(self, start: int, end: int) -> None:
        for _, _, body, stop in self._walk(start + 8, end):
            if self._is_visual(body, stop):
                self._zero(body + _COMPRESSOR_AT, body + _COMPRESSOR_AT + _COMPRESSOR)

    def _is_visual(self, body: int, stop: int) -> bool:
        """Whether a sample entry is one of pictures: it states 72 dpi, as all writers do (14496-12, 12.1.3)."""
        return stop - body >= 78 and bytes(self.data[body + 28 : body + 36]) == b"\0\x48\0\0\0\x48\0\0"

    def _find_samples(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the samples of a track are in the file, chunk by chunk."""
        table = self._find(start, end, b"mdia", b"minf", b"stbl")
        if table is None:
            return []
        offsets = self._read_table(table, b"stco", 4) or self._read_table(table, b"co64", 8)
        runs = self._read_runs(table)
        sizes = self._read_sizes(table)
        found, sample = [], 0
        for number, offset in enumerate(offsets, 1):
            per_chunk = next((count for first, count in reversed(runs) if first <= number), 0)
            length = sum(sizes(index) for index in range(sample, sample + per_chunk))
            sample += per_chunk
            found.append((offset, offset + length))
        return found

    def _read_table(self, table: tuple[int, int], kind: bytes, width: int) -> list[int]:
        found = self._find(*table, kind)
        if found is None:
            return []
        count = int.from_bytes(self.data[found[0] + 4 : found[0] + 8], "big")
        values = self.data[found[0] + 8 : min(found[1], found[0] + 8 + count * width)]
        return [int.from_bytes(values[at : at + width], "big") for at in range(0, len(values), width)]

    def _read_runs(self, table: tuple[int, int]) -> list[tuple[int, int]]:
        """Return (first chunk, samples per chunk)."""
        found = self._find(*table, b"stsc")
        if found is None:
            return []
        values = [int.from_bytes(self.data[at : at + 4], "big") for at in range(found[0] + 8, found[1] - 3, 4)]
        return list(zip(values[0::3], values[1::3], strict=False))

    def _read_sizes(self, table: tuple[int, int]) -> Callable[[int], int]:
        found = self._find(*table, b"stsz")
        if found is None:
            raise UncleanableError("a track of data has no sizes that can be read")
        common = int.from_bytes(self.data[found[0] + 4 : found[0] + 8], "big")
        first, end = found[0] + 12, found[1]

        def size_of(index: int) -> int:
            at = first + 4 * index
            return common or (int.from_bytes(self.data[at : at + 4], "big") if at + 4 <= end else 0)

        return size_of
