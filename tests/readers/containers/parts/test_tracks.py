"""Frames and duration of a sequence of pictures, from the boxes of its track (14496-12, 8.3 to 8.6)."""

from __future__ import annotations

import struct

import pytest

from app.readers.containers.parts.tracks import read_animation
from app.readers.metadata.raw import Animation
from tests.readers.generation.support import box

STTS = box(b"stts", struct.pack(">IIIIII", 0, 2, 3, 100, 2, 50))


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", bytes(8) + kind + bytes(13))


def header(scale: int, duration: int, version: int = 0) -> bytes:
    form = ">B3xQQIQ4x" if version else ">B3xIIII4x"
    return box(b"mdhd", struct.pack(form, version, 0, 0, scale, duration))


def track(kind: bytes = b"pict", head: bytes = header(1000, 400), table: bytes = STTS) -> bytes:
    return box(b"trak", box(b"mdia", head + handler(kind) + box(b"minf", box(b"stbl", table))))


def read(*tracks: bytes, limit: int = 100) -> Animation:
    data = b"".join(tracks)
    return read_animation(data, 0, len(data), limit)


def test_samples_are_counted_and_the_media_header_says_how_long_they_take() -> None:
    assert read(track()) == Animation(5, 0.4)
    assert read(track(b"vide", header(600, 1200, version=1))) == Animation(5, 2.0)


def test_the_first_track_of_pictures_counts() -> None:
    other = track(head=header(1000, 900))
    assert read(track(b"soun", header(1000, 700)), track(), other) == Animation(5, 0.4)
    assert read(track(b"auxv"), other) == Animation(5, 0.9)


@pytest.mark.parametrize(
    "head", [header(0, 400), header(1000, 0xFFFFFFFF), header(1000, (1 << 64) - 1, version=1), b""]
)
def test_a_duration_that_is_not_known_is_absent(head: bytes) -> None:
    assert read(track(head=head)) == Animation(5, None)


def test_damage_is_bounded_by_the_box() -> None:
    many = box(b"stts", struct.pack(">II", 0, 0xFFFFFFFF) + struct.pack(">II", 7, 100) * 3) + box(b"stsz", b"\7" * 99)
    assert read(track(table=many)).frames == 21
    assert read(track(table=many), limit=2).frames == 14
    assert read(track(table=b"")) == Animation(0, 0.4)
    assert read(box(b"trak", b"")) == Animation()
    assert read() == Animation()
