"""Capture dates: which field counts, and what is said of one that is not understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.report import Step
from app.readers.metadata.dates import read_iptc_date, read_video_dates
from app.readers.metadata.grammar.refusals import Reading, choose_first
from app.readers.metadata.iptc import Iptc
from tests.readers.support import (
    exif_segment,
    iptc_segment,
    jpeg,
    read_bytes,
    reasons,
    tiff_structure,
    video,
    xmp,
    xmp_segment,
)

XMP = xmp("<exif:DateTimeOriginal>2001-01-01T01:01:01Z</exif:DateTimeOriginal>", 'xmp:CreateDate="2002-02-02"')
IPTC = iptc_segment((2, 55, b"20030303"), (2, 60, b"030303+0100"))
ORIGINAL = (0x9003, 2, b"2004:04:04 04:04:04\0")
DIGITIZED = (0x9004, 2, b"2005:05:05 05:05:05\0")
MODIFIED = (0x0132, 2, b"2006:06:06 06:06:06\0")


@pytest.mark.parametrize(
    ("segments", "date", "origin"),
    [
        (
            [exif_segment(tiff_structure([MODIFIED], [ORIGINAL, DIGITIZED])), xmp_segment(XMP), IPTC],
            "2004-04-04T04:04:04",
            "exif:DateTimeOriginal / exif 2",
        ),
        (
            [exif_segment(tiff_structure([], [DIGITIZED])), xmp_segment(XMP), IPTC],
            "2005-05-05T05:05:05",
            "exif:CreateDate / exif 2",
        ),
        ([xmp_segment(XMP), IPTC], "2001-01-01T01:01:01+00:00", "xmp exif:DateTimeOriginal / xmp 2"),
        ([xmp_segment(xmp("", 'xmp:CreateDate="2002-02-02"')), IPTC], "2002-02-02", "xmp xmp:CreateDate / xmp 2"),
        ([IPTC], "2003-03-03T03:03:03+01:00", "iptc:DateCreated / iptc 2"),
        ([exif_segment(tiff_structure([MODIFIED]))], None, None),
    ],
)
def test_the_most_direct_word_about_the_capture_wins(
    tmp_path: Path, segments: list[bytes], date: str | None, origin: str | None
) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(*segments))
    assert report.captured_at == date
    assert report.provenance.get("captured_at") == origin


def video_date(tags: dict[str, str]) -> tuple[str, str] | None:
    return choose_first(read_video_dates(tags))


def test_a_video_prefers_the_local_time_with_its_offset() -> None:
    both = {
        "creation_time": "2019-07-24T08:25:57.000000Z",
        "com.apple.quicktime.creationdate": "2019-07-24T11:25:40+0300",
    }
    assert video_date(both) == ("2019-07-24T11:25:40+03:00", "video:com.apple.quicktime.creationdate")
    del both["com.apple.quicktime.creationdate"]
    assert video_date(both) == ("2019-07-24T08:25:57+00:00", "video:creation_time")


@pytest.mark.parametrize(
    "unset", ["1904-01-01T00:00:00.000000Z", "1970-01-01T00:00:00.000000Z", "0000-00-00T00:00:00Z", "2019-07-24"]
)
def test_a_videos_clock_that_was_never_set_is_no_date_and_no_warning(unset: str) -> None:
    assert list(read_video_dates({"creation_time": unset})) == []


@pytest.mark.parametrize(
    ("date", "time", "iso"),
    [
        ("20110815", None, "2011-08-15"),
        ("2023-09-28", None, "2023-09-28"),
        ("2023:09:28", "", "2023-09-28"),
        ("20230928", "180102+0100", "2023-09-28T18:01:02+01:00"),
        ("2023-09-28", "18:01:02+01:00", "2023-09-28T18:01:02+01:00"),
        ("2023-09-28", "18:01", "2023-09-28T18:01:00"),
        ("20230928", "240000", "2023-09-29T00:00:00"),
        ("2023-09-28T18:01:02Z", "190102", "2023-09-28T18:01:02+00:00"),
        ("19900000", None, "1990"),
        ("19900400", None, "1990-04"),
        ("2011", None, "2011"),
    ],
)
def test_an_iptc_date_is_as_exact_as_it_is_stated(date: str, time: str | None, iso: str) -> None:
    entries = [("DateCreated", date)] + ([("TimeCreated", time)] if time is not None else [])
    assert list(read_iptc_date(Iptc(tuple(entries)))) == [Reading("iptc:DateCreated", date, iso)]


def test_an_iptc_time_that_is_none_leaves_the_date_and_is_quoted() -> None:
    [reading] = read_iptc_date(Iptc((("DateCreated", "20230928"), ("TimeCreated", "noon"))))
    assert reading.value == "2023-09-28"
    assert reading.warnings == ("a capture time was there and refused: “noon” (iptc:TimeCreated)",)


@pytest.mark.parametrize("unset", ["", "00000000", "0000-00-00"])
def test_an_iptc_date_of_zeros_says_nothing(unset: str) -> None:
    assert list(read_iptc_date(Iptc((("DateCreated", unset), ("TimeCreated", "120000"))))) == []


# What is said of a field that is not understood. Each file has a sound date behind it, which counts.


@pytest.mark.parametrize(
    ("segments", "date", "warnings"),
    [
        (
            [exif_segment(tiff_structure([], [(0x9003, 2, b"24.7.2019 11:25\0"), DIGITIZED]))],
            "2005-05-05T05:05:05",
            ["a capture date was there and refused: “24.7.2019 11:25” (exif:DateTimeOriginal)"],
        ),
        (
            [exif_segment(tiff_structure([], [(0x9003, 2, b"2023:02:30 00:00:00\0")])), xmp_segment(XMP)],
            "2001-01-01T01:01:01+00:00",
            ["a capture date was there and refused: “2023:02:30 00:00:00” (exif:DateTimeOriginal)"],
        ),
        (
            [xmp_segment(xmp("", 'xmp:CreateDate="last summer"')), IPTC],
            "2003-03-03T03:03:03+01:00",
            ["a capture date was there and refused: “last summer” (xmp xmp:CreateDate)"],
        ),
        (
            [iptc_segment((2, 55, b"yesterday"))],
            None,
            ["a capture date was there and refused: “yesterday” (iptc:DateCreated)"],
        ),
        (
            [exif_segment(tiff_structure([], [ORIGINAL, (0x9011, 2, b"+99:99\0")]))],
            "2004-04-04T04:04:04",
            ["a time zone was there and refused: “+99:99” (exif:OffsetTimeOriginal)"],
        ),
        (
            [exif_segment(tiff_structure([], [(0x9003, 2, b"x" * 5000 + b"\0")]))],
            None,
            [f"a capture date was there and refused: “{'x' * 59}…” (exif:DateTimeOriginal)"],
        ),
        (
            [exif_segment(tiff_structure([], [(0x9003, 2, b"    :  :     :  :  \0"), DIGITIZED]))],
            "2005-05-05T05:05:05",
            [],
        ),
        (
            [exif_segment(tiff_structure([], [ORIGINAL])), xmp_segment(xmp("", 'xmp:CreateDate="junk"'))],
            "2004-04-04T04:04:04",
            [],
        ),
    ],
)
def test_a_date_that_would_have_counted_and_is_none_is_quoted(
    tmp_path: Path, segments: list[bytes], date: str | None, warnings: list[str]
) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(*segments))
    assert report.captured_at == date
    assert reasons(report, Step.METADATA) == warnings


def test_a_videos_date_that_is_none_is_quoted(tmp_path: Path) -> None:
    report = read_bytes(tmp_path, "a.mkv", video("matroska", tags={"date_recorded": "one evening"}))
    assert reasons(report, Step.METADATA) == [
        "a capture date was there and refused: “one evening” (video:date_recorded)"
    ]
