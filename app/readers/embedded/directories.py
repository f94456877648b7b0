"""TIFF directories, of which the EXIF reader passes over those with thumbnails, previews and samples of a sensor.

Sources: TIFF 6.0 (Adobe, 1992); TIFF Technical Note 1 (SubIFDs); EXIF 2.32, 4.5.8 (IFD1); exiftool's documentation of
the raw files of Olympus and Panasonic, which have signatures of their own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping

from app.readers.limits import Limits

ReadAt = Callable[[int, int], bytes]
"""(count, offset) → that many bytes of the structure from there on, fewer at its end."""

Directory = Mapping[int, tuple[int, ...]]
"""Tag → its first numbers; texts are their bytes, fractions are rounded down. Tags of other kinds are left out."""

PANASONIC_JPEG = 0x002E
"""The value is the JPEG itself; its numbers are its place and its length."""
STRIPS, STRIP_LENGTHS, TILES, TILE_LENGTHS = 0x0111, 0x0117, 0x0144, 0x0145
EXIF_DIRECTORY = 0x8769
_SUB_DIRECTORIES = 0x014A
_ORDERS = {b"II*\0": "<", b"MM\0*": ">", b"IIRO": "<", b"IIRS": "<", b"MMOR": ">", b"IIU\0": "<"}
_LETTERS = {1: "B", 2: "B", 3: "H", 4: "I", 5: "2I", 13: "I"}
_RATIONAL = 5
_VALUES_MAX = 16
"""Numbers of one tag that are read; previews have one strip, and a file has a handful of sub-directories."""
_PIECES_MAX = 1 << 16
"""Strips or tiles of one picture; the last ones show whether a file is whole."""
_DIRECTORIES_MAX = 32
_HEADER_BYTES = 8


def read_from(data: bytes) -> ReadAt:
    """Return the function that reads from `data`."""
    return lambda count, at: data[at : at + count]


def find_byte_order(read_at: ReadAt) -> str | None:
    """Return `<` or `>`; None where this is no structure of this kind."""
    return _ORDERS.get(read_at(4, 0))


def walk_directories(read_at: ReadAt, limits: Limits) -> Iterator[Directory]:
    """Yield the directories of a TIFF structure: those of the chain, and their sub-directories. Never raises."""
    order, header = find_byte_order(read_at), read_at(_HEADER_BYTES, 0)
    if order is None or len(header) < _HEADER_BYTES:
        return
    waiting, seen = [struct.unpack_from(order + "I", header, 4)[0]], set[int]()
    while waiting and len(seen) < _DIRECTORIES_MAX:
        at = waiting.pop(0)
        if at in seen or at < _HEADER_BYTES:
            continue
        seen.add(at)
        directory, following = read_directory(read_at, at, order, limits)
        yield directory
        waiting += [following, *directory.get(_SUB_DIRECTORIES, ())]


def read_directory(read_at: ReadAt, at: int, order: str, limits: Limits) -> tuple[Directory, int]:
    """Return the directory at the offset `at`, and the offset of the one that follows in the chain, or 0."""
    counted = read_at(2, at)
    if len(counted) < 2:
        return {}, 0
    count = min(struct.unpack(order + "H", counted)[0], limits.exif_entries)
    table = read_at(12 * count + 4, at + 2)
    following = struct.unpack_from(order + "I", table, 12 * count)[0] if len(table) == 12 * count + 4 else 0
    return dict(_read_entries(read_at, table[: 12 * count], order)), following


def _read_entries(read_at: ReadAt, table: bytes, order: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    for entry in range(0, len(table) - 11, 12):
        tag, kind, number = struct.unpack_from(order + "HHI", table, entry)
        start = struct.unpack_from(order + "I", table, entry + 8)[0]
        letter = _LETTERS.get(kind)
        if tag == PANASONIC_JPEG:
            yield tag, (start, number)
        if letter is None or not 0 < number <= 1 << 24:
            continue
        most = _PIECES_MAX if tag in (STRIPS, STRIP_LENGTHS, TILES, TILE_LENGTHS) else _VALUES_MAX
        kept, width = min(number, most), struct.calcsize("<" + letter)
        is_inline = number * width <= 4
        raw = table[entry + 8 : entry + 8 + kept * width] if is_inline else read_at(kept * width, start)
        if len(raw) == kept * width:
            yield tag, _to_numbers(kind, raw, order, letter)


def _to_numbers(kind: int, raw: bytes, order: str, letter: str) -> tuple[int, ...]:
    numbers: list[tuple[int, ...]] = list(struct.iter_unpack(order + letter, raw))
    if kind == _RATIONAL:
        return tuple(above // below if below else 0 for above, below in numbers)
    return tuple(number for (number,) in numbers)
