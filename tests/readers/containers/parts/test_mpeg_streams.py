"""MPEG streams that end within a packet (ISO/IEC 13818-1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import Step
from app.readers.containers.reading import read_video_container
from app.readers.limits import LIMITS
from tests.readers.support import every_stream_format, read_bytes, reasons

CUT = "the file is cut off: it ends within a packet; copy or download it again"
FORMATS = {"a.ts": ("mpegts", 188), "a.m2ts": ("mpegts", 192), "a.mpg": ("mpeg", 2048), "a.vob": ("mpeg", 2048)}
"""Name → format and bytes of a packet; FFmpeg's packs have the size of a disc's sector."""


def is_cut(name: str, data: bytes) -> bool:
    raw = read_video_container(FORMATS[name][0], lambda count, at: data[at : at + count], len(data), LIMITS)
    assert raw.failure is None or raw.failure.reason == CUT
    return raw.failure is not None


@pytest.mark.parametrize("name", FORMATS)
def test_a_stream_that_ends_within_a_packet_is_cut_off(tmp_path: Path, name: str) -> None:
    whole = every_stream_format()[name]
    report = read_bytes(tmp_path, name, whole[: len(whole) * 95 // 100])
    assert report.outcome is Outcome.FAILED
    assert reasons(report, Step.DECODE) == [CUT]
    assert report.thumbnail is not None
    assert read_bytes(tmp_path, name, whole).failures == ()


@pytest.mark.parametrize("name", FORMATS)
def test_every_place_within_a_packet_is_noticed(name: str) -> None:
    whole, packet = every_stream_format()[name], FORMATS[name][1]
    start = (len(whole) // 2) // packet * packet
    noticed = [is_cut(name, whole[: start + more]) for more in range(packet + 1)]
    assert not noticed[0]
    assert not noticed[packet]
    assert sum(noticed) > packet - 8, "bytes of zeros in front of a packet look like what fills a disk up"


@pytest.mark.parametrize("name", FORMATS)
def test_what_fills_the_end_up_or_is_no_packet_is_no_cut(name: str) -> None:
    whole = every_stream_format()[name]
    for more in (bytes(1), bytes(300), b"an odd end of the file"):
        assert not is_cut(name, whole + more)


def test_a_stream_that_ended_by_its_own_code_may_be_followed_by_anything() -> None:
    whole = every_stream_format()["a.mpg"]
    assert not is_cut("a.mpg", whole + b"\0\0\1\xb9" + b"\0\0\1\xe0\xff\xff")
    assert is_cut("a.mpg", whole + b"\0\0\1\xe0\xff\xff")


def test_packs_of_the_first_mpeg_are_shorter() -> None:
    pack = b"\0\0\1\xba\x21" + bytes(7)
    packet = b"\0\0\1\xe0\0\x05abcde"
    assert not is_cut("a.mpg", pack + packet + packet)
    assert is_cut("a.mpg", pack + packet + packet[:-1])
    assert is_cut("a.mpg", pack + packet + pack[:-1])


@pytest.mark.parametrize("data", [b"", b"G", b"G" * 400, bytes(1000), b"\0\0\1\xba", b"\0\0\1\xba\x44" + b"\xff" * 9])
@pytest.mark.parametrize("name", ["a.ts", "a.mpg"])
def test_short_and_odd_files_are_read(name: str, data: bytes) -> None:
    assert isinstance(is_cut(name, data), bool)
