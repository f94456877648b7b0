"""Date, place and maker in the pictures of AVCHD, written into a stream as a camcorder writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.report import Camera, Gps
from app.readers.containers.parts.camcorder import read_camcorder_tags
from tests.readers.support import block, every_stream_format, read_bytes

MARK = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
DATED = [(0x18, "02201105"), (0x19, "01123456")]
PLACED = [
    *((0xB1, "4e000000"), (0xB2, "00300001"), (0xB3, "00080001"), (0xB4, "00000001")),
    *((0xB5, "45000000"), (0xB6, "000b0001"), (0xB7, "001e0001"), (0xB8, "00240001")),
]


def sei(entries: list[tuple[int, str]], *, escaped: bool = True) -> bytes:
    """A NAL unit with the entries as user data that is not registered (ITU-T H.264, 7.3.2.3.1)."""
    body = MARK + bytes([len(entries)]) + b"".join(bytes([tag]) + bytes.fromhex(value) for tag, value in entries)
    payload = bytes([5, len(body)]) + body + b"\x80"
    if escaped:
        payload = escape(payload)
    return b"\0\0\0\1\x06" + payload


def escape(payload: bytes) -> bytes:
    """Put a 3 behind two zeros where a number up to 3 follows (7.4.1)."""
    written = bytearray()
    for byte in payload:
        if byte <= 3 and written[-2:] == b"\0\0":
            written.append(3)
        written.append(byte)
    return bytes(written)


def packets(stream: bytes, size: int = 192, pid: int = 0x1011, fill: int = 0) -> bytes:
    """The stream in transport packets; each has `fill` bytes of adaptation field besides its payload."""
    room, made = 184 - (fill + 1 if fill else 0), []
    for number, at in enumerate(range(0, len(stream), room)):
        part = stream[at : at + room].ljust(room, b"\xff")
        flags = 0x30 if fill else 0x10
        field = bytes([fill]) + b"\xff" * fill if fill else b""
        made.append(bytes(size - 188) + bytes([0x47, pid >> 8, pid & 255, flags | number & 15]) + field + part)
    return b"".join(made)


def with_pictures(entries: list[tuple[int, str]]) -> bytes:
    """A stream that plays, behind what a camcorder writes; its packets have a PID of their own."""
    return packets(sei(entries)) + every_stream_format()["a.m2ts"]


def test_the_date_is_that_of_the_recording_in_local_time(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.MTS", with_pictures(DATED))
    assert (report.failures, report.captured_at) == ((), "2011-05-01T12:34:56+01:00")
    assert report.provenance["captured_at"].startswith("video:DateTimeOriginal")
    assert block(report, "video:DateTimeOriginal") == "2011:05:01 12:34:56+01:00"


def test_place_and_maker_are_read_too(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.MTS", with_pictures([*DATED, *PLACED, (0xE0, "01080313")]))
    assert report.failures == ()
    assert report.camera == Camera("Sony", None)
    assert report.gps == Gps(48.133333, 11.51)


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("02", "+01:00"), ("22", "-01:00"), ("0b", "+05:30"), ("00", "+00:00"), ("42", ""), ("80", ""), ("ff", "")],
)
def test_the_offset_is_stated_apart(zone: str, offset: str) -> None:
    head = packets(sei([(0x18, f"{zone}201105"), (0x19, "01123456")]))
    assert read_camcorder_tags(head) == {"DateTimeOriginal": f"2011:05:01 12:34:56{offset}"}


@pytest.mark.parametrize("size", [188, 192])
@pytest.mark.parametrize("before", range(0, 200, 7))
@pytest.mark.parametrize("fill", [0, 60])
def test_it_may_go_on_in_the_next_packet(size: int, before: int, fill: int) -> None:
    head = packets(b"\x55" * before + sei([*DATED, *PLACED]), size, fill=fill)
    other = packets(b"\xaa" * 400, size, pid=0x1100)
    mixed = b"".join(a + b for a, b in zip(split(head, size), split(other, size), strict=False))
    assert read_camcorder_tags(mixed)["location"] == "+48.133333+011.510000/"


def split(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("zeros", ["00000000", "00000001", "00000100", "00010000"])
def test_bytes_that_were_put_in_are_taken_out(zeros: str) -> None:
    head = packets(sei([(0x13, zeros), *DATED]))
    assert read_camcorder_tags(head) == {"DateTimeOriginal": "2011:05:01 12:34:56+01:00"}


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [(0x18, "02201105")],
        [(0x19, "01123456"), (0x18, "02201105")],
        [(0x70, "ffffffff")],
        [(0xB1, "4e000000"), (0xB2, "00300001"), (0xB3, "00080001"), (0xB4, "00000000")],
        [(0xB1, "58000000"), *PLACED[1:]],
        [(0xE0, "99999999")],
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_no_tag(entries: list[tuple[int, str]]) -> None:
    assert read_camcorder_tags(packets(sei(entries))) == {}


def test_an_impossible_date_is_refused_and_said(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.MTS", with_pictures([(0x18, "02201199"), (0x19, "01123456")]))
    assert report.captured_at is None
    assert "2011:99:01" in report.failures[0].reason


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_one_that_ends_early_is_read_as_far_as_it_goes(cut: int) -> None:
    stream = sei([*DATED, *PLACED])
    found = read_camcorder_tags(packets(stream[: len(stream) - cut], 188)[:-200])
    assert found.keys() <= {"DateTimeOriginal", "location"}


def test_hostile_streams_are_read_in_linear_time() -> None:
    read_camcorder_tags(packets(MARK * 10_000)[: 256 * 1024])
    read_camcorder_tags((b"G\x10\x11\x30\xff" + MARK).ljust(188, b"\xff") * 1400)
