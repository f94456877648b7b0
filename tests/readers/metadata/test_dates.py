"""Capture dates: their order of preference, their fractions and their offsets."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.readers.metadata.dates import find_iptc_date, find_video_date, parse_exif_date, parse_iso_date
from app.readers.metadata.iptc import Iptc
from tests.readers.support import exif_segment, iptc_segment, jpeg, read_bytes, tiff_structure, xmp, xmp_segment

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
            "exif:DateTimeOriginal / exif 1",
        ),
        (
            [exif_segment(tiff_structure([], [DIGITIZED])), xmp_segment(XMP), IPTC],
            "2005-05-05T05:05:05",
            "exif:CreateDate / exif 1",
        ),
        ([xmp_segment(XMP), IPTC], "2001-01-01T01:01:01+00:00", "xmp exif:DateTimeOriginal / xmp 1"),
        ([xmp_segment(xmp("", 'xmp:CreateDate="2002-02-02"')), IPTC], "2002-02-02", "xmp xmp:CreateDate / xmp 1"),
        ([IPTC], "2003-03-03T03:03:03+01:00", "iptc:DateCreated / iptc 1"),
        ([exif_segment(tiff_structure([MODIFIED]))], None, None),
    ],
)
def test_the_most_direct_word_about_the_capture_wins(
    tmp_path: Path, segments: list[bytes], date: str | None, origin: str | None
) -> None:
    report = read_bytes(tmp_path, "a.jpg", jpeg(*segments))
    assert report.captured_at == date
    assert report.provenance.get("captured_at") == origin


@pytest.mark.parametrize(
    ("text", "subsec", "offset", "iso"),
    [
        ("2024:02:29 12:34:56", None, None, "2024-02-29T12:34:56"),
        ("2024:02:29 12:34:56", "5", "Z", "2024-02-29T12:34:56.5+00:00"),
        ("2024:02:29 12:34:56", "  ", "   :  ", "2024-02-29T12:34:56"),
        ("2024:02:29 12:34:56", "12x", "-03:00", "2024-02-29T12:34:56-03:00"),
        ("2024/02/29 12:34", None, "+99:99", "2024-02-29T12:34:00"),
        ("2023:02:29 12:34:56", None, None, None),
        ("0000:00:00 00:00:00", None, None, None),
        ("    :  :     :  :  ", None, None, None),
        ("", None, None, None),
        ("yesterday", None, None, None),
    ],
)
def test_exif_dates(text: str, subsec: str | None, offset: str | None, iso: str | None) -> None:
    assert parse_exif_date(text, subsec, offset) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019-07-24T11:25:40+0300", "2019-07-24T11:25:40+03:00"),
        ("2019-07-24T08:25:57.000000Z", "2019-07-24T08:25:57+00:00"),
        ("2019-07-24T08:25:57.25", "2019-07-24T08:25:57.25"),
        ("2019-07-24T08:25", "2019-07-24T08:25:00"),
        ("2019-07-24", "2019-07-24"),
        ("2019", "2019"),
        ("2019:07:24 11:25:40+03:00", "2019-07-24T11:25:40+03:00"),
        ("2019-13-01", None),
        ("2019-02-30T00:00:00", None),
        ("24.7.2019", None),
        ("", None),
    ],
)
def test_iso_dates(text: str, iso: str | None) -> None:
    assert parse_iso_date(text) == iso


def test_a_video_prefers_the_local_time_with_its_offset() -> None:
    both = {
        "creation_time": "2019-07-24T08:25:57.000000Z",
        "com.apple.quicktime.creationdate": "2019-07-24T11:25:40+0300",
    }
    assert find_video_date(both) == ("2019-07-24T11:25:40+03:00", "video:com.apple.quicktime.creationdate")
    del both["com.apple.quicktime.creationdate"]
    assert find_video_date(both) == ("2019-07-24T08:25:57+00:00", "video:creation_time")


@pytest.mark.parametrize("unset", ["1904-01-01T00:00:00.000000Z", "1970-01-01T00:00:00.000000Z"])
def test_a_videos_clock_that_was_never_set_is_no_date(unset: str) -> None:
    assert find_video_date({"creation_time": unset}) is None


def test_an_iptc_date_without_time_stays_a_date() -> None:
    assert find_iptc_date(Iptc((("DateCreated", "20110815"),))) == ("2011-08-15", "iptc:DateCreated")
    assert find_iptc_date(Iptc((("DateCreated", "2011"),))) is None
