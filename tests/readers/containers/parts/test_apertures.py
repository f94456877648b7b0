"""Clean apertures in the index of an MP4 (14496-12, 12.1.4), which is never read as a whole."""

from __future__ import annotations

import struct
from fractions import Fraction

from app.readers.containers.parts.apertures import read_apertures
from app.readers.metadata.raw import CleanAperture
from tests.readers.generation.support import box

CLAP = box(b"clap", struct.pack(">IIIIiIiI", 320, 2, 90, 1, -5, 2, 3, 1))
FOUND = CleanAperture(Fraction(160), Fraction(90), Fraction(-5, 2), Fraction(3))


def track(number: int, boxes: bytes, version: int = 0) -> bytes:
    head = box(b"tkhd", struct.pack(">B3xQQI" if version else ">B3xIII", version, 0, 0, number) + bytes(60))
    entry = box(b"avc1", bytes(78) + boxes)
    table = box(b"stsd", struct.pack(">II", 0, 1) + entry)
    return box(b"trak", head + box(b"mdia", box(b"minf", box(b"stbl", table))))


class Reads:
    """The bytes of a file, and how many of them were read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.count = data, 0

    def __call__(self, count: int, at: int) -> bytes:
        self.count += count
        return self.data[at : at + count]


def read(data: bytes, limit: int = 1000) -> tuple[tuple[int, CleanAperture], ...]:
    return read_apertures(Reads(data), 0, len(data), limit)


def test_each_track_has_its_own() -> None:
    other = box(b"pasp", struct.pack(">II", 4, 3))
    assert read(track(1, other) + track(2, other + CLAP) + track(7, CLAP, version=1)) == ((2, FOUND), (7, FOUND))


def test_large_boxes_are_passed_over_unread() -> None:
    data = box(b"udta", bytes(5_000_000)) + track(1, CLAP)
    reads = Reads(data)
    assert read_apertures(reads, 0, len(data), 1000) == ((1, FOUND),)
    assert reads.count < 2000


def test_what_is_damaged_is_no_aperture() -> None:
    assert read(track(1, CLAP[:30])) == ()
    assert read(track(1, box(b"clap", struct.pack(">IIIIiIiI", 320, 0, 90, 1, 0, 1, 0, 1)))) == ()
    assert read(track(1, b"")) == ()
    assert read(box(b"trak", b"")) == ()
    assert read(b"\0\0\0\5trak") == ()


def test_walking_is_bounded() -> None:
    assert read(box(b"free", b"") * 100 + track(1, CLAP), limit=50) == ()
    assert len(read(b"".join(track(number, CLAP) for number in range(100)))) == 64
