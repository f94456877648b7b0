"""AVI: its dates, its XMP, and how long the file must be. Sources as in `app/readers/containers/avi.py`."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.domain.progress import Outcome
from app.domain.report import Failure, Step
from app.readers.containers.reading import read_video_container
from app.readers.limits import LIMITS
from tests.readers.carriers import riff_with
from tests.readers.support import bag, block, every_video_format, read_bytes, reasons, video, xmp


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def with_info(*chunks: bytes) -> bytes:
    return riff_with(every_video_format()["a.avi"], b"LIST", b"INFO" + b"".join(chunks))


@pytest.mark.parametrize(
    ("kind", "text", "date"),
    [
        (b"IDIT", b"Mon Mar 10 15:04:43 2003\n\0", "2003-03-10T15:04:43"),
        (b"IDIT", b"TUE DEC  2 09:00:00 2008\0", "2008-12-02T09:00:00"),
        (b"IDIT", b"2005:08:17 11:42:43\0", "2005-08-17T11:42:43"),
        (b"IDIT", b"2006/01/31 23:59:59\0", "2006-01-31T23:59:59"),
        (b"ICRD", b"2003-03-10\0", "2003-03-10"),
        (b"ICRD", b"2003-03-10 15:04:43\0", "2003-03-10T15:04:43"),
        (b"IDIT", b"\0" * 20, None),
    ],
)
def test_a_date_is_read_as_it_stands(tmp_path: Path, kind: bytes, text: bytes, date: str | None) -> None:
    report = read_bytes(tmp_path, "a.avi", with_info(chunk(kind, text)))
    assert report.failures == ()
    assert report.captured_at == date


@pytest.mark.parametrize("text", ["Mon Foo 10 15:04:43 2003", "Mon Feb 30 15:04:43 2003"])
def test_an_impossible_date_is_refused_and_quoted(tmp_path: Path, text: str) -> None:
    report = read_bytes(tmp_path, "a.avi", with_info(chunk(b"IDIT", text.encode() + b"\0")))
    assert report.captured_at is None
    reason = f"a capture date was there and refused: “{text}” (video:IDIT)"
    assert report.failures == (Failure(Step.METADATA, reason),)


def test_a_date_in_the_header_list_is_read(tmp_path: Path) -> None:
    data = every_video_format()["a.avi"]
    at = data.index(b"hdrl")
    (length,) = struct.unpack_from("<I", data, at - 4)
    dated = chunk(b"IDIT", b"Mon Mar 10 15:04:43 2003\n\0")
    end = at + length
    whole = data[: at - 4] + struct.pack("<I", length + len(dated)) + data[at:end] + dated + data[end:]
    whole = whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]
    report = read_bytes(tmp_path, "a.avi", whole)
    assert (report.failures, report.captured_at) == ((), "2003-03-10T15:04:43")
    assert block(report, "video:IDIT") == "Mon Mar 10 15:04:43 2003"


def test_the_comment_is_kept(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.avi", video("avi", tags={"comment": "a day at the sea"}))
    assert block(report, "video:comment") == "a day at the sea"


def test_xmp_gives_keywords_and_rating(tmp_path: Path) -> None:
    packet = xmp(bag("dc:subject", "sea"), 'xmp:Rating="3"')
    report = read_bytes(tmp_path, "a.avi", riff_with(every_video_format()["a.avi"], b"_PMX", packet))
    assert (report.failures, report.keywords, report.score) == ((), ("sea",), 3)


def test_a_cut_file_fails_and_says_so(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.avi", every_video_format()["a.avi"][:-200])
    assert report.outcome is Outcome.FAILED
    assert "cut off: only 99%" in reasons(report, Step.DECODE)[0]


@pytest.mark.parametrize("size", ["the whole file", "unknown"])
def test_a_writer_that_counts_differently_is_believed(tmp_path: Path, size: str) -> None:
    data = every_video_format()["a.avi"]
    stated = len(data) if size == "the whole file" else 0
    report = read_bytes(tmp_path, "a.avi", data[:4] + struct.pack("<I", stated) + data[8:])
    assert report.failures == ()


@pytest.mark.parametrize("lists", [[b"RIFF"], [b"RIFF", b"LIST"]])
def test_one_whose_recorder_was_switched_off_ends_with_a_chunk(tmp_path: Path, lists: list[bytes]) -> None:
    """Neither the size of the file nor, mostly, that of the list of frames was ever written."""
    data = bytearray(every_video_format()["a.avi"])
    for kind in lists:
        at = data.find(kind, data.find(b"movi") - 8 if kind == b"LIST" else 0)
        data[at + 4 : at + 8] = bytes(4)
    assert read_bytes(tmp_path, "a.avi", bytes(data)).failures == ()
    report = read_bytes(tmp_path, "b.avi", bytes(data[:-200]))
    assert report.outcome is Outcome.FAILED
    assert "cut off: only 99%" in reasons(report, Step.DECODE)[0]


def test_a_second_part_counts_too() -> None:
    """OpenDML: a file of more than 1 GB goes on in further RIFF chunks."""
    data = every_video_format()["a.avi"] + b"RIFF" + struct.pack("<I", 5000) + b"AVIX"
    raw = read_video_container("avi", lambda count, at: data[at : at + count], len(data), LIMITS)
    assert raw.announced_size > len(data)


def test_a_chunk_without_end_is_left_alone() -> None:
    data = b"RIFF\xff\xff\xff\xffAVI LIST\xff\xff\xff\xffINFOIDIT\xff\xff\xff\xff2003" + b"_PMX\xff\xff\xff\xff"
    raw = read_video_container("avi", lambda count, at: data[at : at + count], len(data), LIMITS)
    assert raw.failure is None
    assert raw.announced_size > len(data)
