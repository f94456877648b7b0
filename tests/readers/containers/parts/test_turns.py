"""How the tracks of an MP4 are turned, by the matrix of each (14496-12, 6.2.2 and 8.3.2)."""

from __future__ import annotations

import struct

import pytest

from app.readers.containers.parts.turns import find_orientation, read_turns
from tests.readers.generation.support import box

ONE, W = 1 << 16, 1 << 30
UPRIGHT = (ONE, 0, 0, 0, ONE, 0, 0, 0, W)
TURNS = [
    (UPRIGHT, 1),
    ((-ONE, 0, 0, 0, ONE, 0, 0, 0, W), 2),
    ((-ONE, 0, 0, 0, -ONE, 0, 0, 0, W), 3),
    ((ONE, 0, 0, 0, -ONE, 0, 0, 0, W), 4),
    ((0, ONE, 0, ONE, 0, 0, 0, 0, W), 5),
    ((0, ONE, 0, -ONE, 0, 0, 0, 0, W), 6),
    ((0, -ONE, 0, -ONE, 0, 0, 0, 0, W), 7),
    ((0, -ONE, 0, ONE, 0, 0, 0, 0, W), 8),
]


def track(number: int, matrix: tuple[int, ...], version: int = 0) -> bytes:
    """Return a track whose header has only zeros between its number and its matrix."""
    head = struct.pack(">B3xQQI" if version else ">B3xIII", version, 0, 0, number)
    return box(b"trak", box(b"tkhd", head + bytes(28 if version else 24) + struct.pack(">9i", *matrix) + bytes(8)))


def read(data: bytes, limit: int = 1000) -> tuple[tuple[int, int], ...]:
    return read_turns(lambda count, at: data[at : at + count], 0, len(data), limit)


@pytest.mark.parametrize(("matrix", "orientation"), TURNS)
def test_each_matrix_is_one_of_the_eight_orientations(matrix: tuple[int, ...], orientation: int) -> None:
    assert find_orientation(matrix) == orientation


@pytest.mark.parametrize("version", [0, 1])
def test_each_track_has_its_own(version: int) -> None:
    data = b"".join(track(number, matrix, version) for number, (matrix, _) in enumerate(TURNS, 1))
    assert read(data) == tuple((number, orientation) for number, (_, orientation) in enumerate(TURNS, 1))


def test_a_matrix_that_is_nearly_a_turn_counts_as_one() -> None:
    assert find_orientation((900, ONE - 40, 0, 40 - ONE, -800, 0, 0, 0, W)) == 6


def test_a_damaged_header_turns_nothing() -> None:
    whole = track(3, TURNS[5][0])
    assert read(whole) == ((3, 6),)
    for length in range(8, len(whole) - 8):
        cut = box(b"trak", box(b"tkhd", whole[16 : 8 + length]))
        assert all(orientation in (1, 6) for _, orientation in read(cut))
    assert read(box(b"trak", box(b"tkhd", b""))) == ((0, 1),)
    assert read(b"\0\0\0\5trak") == ()
