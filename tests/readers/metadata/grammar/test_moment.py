"""Dates and times in every notation that files use, and texts that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.readers.metadata.grammar.moment import is_unset, parse_moment, parse_offset


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        # EXIF and what writers make of it
        ("2024:02:29 12:34:56", "2024-02-29T12:34:56"),
        ("2024/02/29 12:34", "2024-02-29T12:34:00"),
        ("2024-02-29 12:34:56", "2024-02-29T12:34:56"),
        ("2024:02-29 12:34:56", "2024-02-29T12:34:56"),
        ("2024: 2: 9  1: 3: 5", "2024-02-09T01:03:05"),
        ("2024:02:29:12:34:56", "2024-02-29T12:34:56"),
        ("2024:02:29   :  :  ", "2024-02-29"),
        ("2024:02:29", "2024-02-29"),
        # an offset or a fraction within the text
        ("2025:02:15 19:32:31+0000", "2025-02-15T19:32:31+00:00"),
        ("2025:02:15 19:32:31Z", "2025-02-15T19:32:31+00:00"),
        ("2025:02:15 19:32:31+05:30", "2025-02-15T19:32:31+05:30"),
        ("2025:02:15 19:32:31 -03:00", "2025-02-15T19:32:31-03:00"),
        ("2025:02:15 19:32:31\u221203:00", "2025-02-15T19:32:31-03:00"),
        ("2025:02:15 19:32:31 UTC", "2025-02-15T19:32:31+00:00"),
        ("2025:02:15 19:32:31.25+02", "2025-02-15T19:32:31.25+02:00"),
        # ISO 8601
        ("2019-07-24T11:25:40+0300", "2019-07-24T11:25:40+03:00"),
        ("2019-07-24T08:25:57.000000Z", "2019-07-24T08:25:57+00:00"),
        ("2019-07-24T08:25:57,25", "2019-07-24T08:25:57.25"),
        ("2019-07-24t08:25z", "2019-07-24T08:25:00+00:00"),
        ("20190724T082557Z", "2019-07-24T08:25:57+00:00"),
        ("2019-07-24", "2019-07-24"),
        ("2019-07", "2019-07"),
        ("2019", "2019"),
        # asctime
        ("Mon Mar 10 15:04:43 2003", "2003-03-10T15:04:43"),
        ("SAT DEC  6 05:04:43 2003\n", "2003-12-06T05:04:43"),
        ("Mon Mär 10 15:04:43 2003", None),
        ("Mon Foo 10 15:04:43 2003", None),
        ("Mon Feb 30 15:04:43 2003", None),
        # the end of a day is the beginning of the next
        ("2019-12-31T24:00:00Z", "2020-01-01T00:00:00+00:00"),
        ("2024:02:28 24:00:00", "2024-02-29T00:00:00"),
        ("2019-07-24T24:00+02:00", "2019-07-25T00:00:00+02:00"),
        # unknown parts
        ("20190000", "2019"),
        ("2019-07-00", "2019-07"),
        # a list of dates that say the same
        ("2009-09-09T17:00:00, 2009-09-09", "2009-09-09T17:00:00"),
        ("2009-09-09, 2009", "2009-09-09"),
        ("2009-09-09, 2009-09-10", None),
        ("2009-09-09, soon", None),
        (", ", None),
        # none
        ("2019-07-24T24:00:01", None),
        ("2019-07-24T24:00:00.5", None),
        ("2019-07-24T25:00:00", None),
        ("2019-07-24T12:60:00", None),
        ("9999-12-31T24:00:00", None),
        ("2023:02:29 12:34:56", None),
        ("2019-13-01", None),
        ("2019-00-07", None),
        ("2019-07-24T11:25:40+15:00", None),
        ("2019-07-24T11:25:40+05:60", None),
        ("2019-07-24 11:25:40 PM", None),
        ("2019-07T11:25:40", None),
        ("24.7.2019", None),
        ("07/24/2019", None),
        ("1563960340", None),
        ("٢٠١٩-٠٧-٢٤", None),
        ("yesterday", None),
        ("", None),
        ("2019-07-24" + " " * 1000 + "x", None),
    ],
)
def test_a_moment_is_read_as_exactly_as_it_is_stated(text: str, iso: str | None) -> None:
    assert parse_moment(text) == iso


@pytest.mark.parametrize(
    ("text", "subsec", "offset", "iso"),
    [
        ("2024:02:29 12:34:56", "5", "Z", "2024-02-29T12:34:56.5+00:00"),
        ("2024:02:29 12:34:56", "  ", "   :  ", "2024-02-29T12:34:56"),
        ("2024:02:29 12:34:56", "12x", "-03:00", "2024-02-29T12:34:56-03:00"),
        ("2024:02:29 12:34:56", None, "+99:99", "2024-02-29T12:34:56"),
        ("2024:02:29 12:34:56.7+01:00", "5", "-03:00", "2024-02-29T12:34:56.7+01:00"),
        ("2024:02:29", "5", "+01:00", "2024-02-29"),
    ],
)
def test_what_fields_beside_it_state_is_added(text: str, subsec: str | None, offset: str | None, iso: str) -> None:
    assert parse_moment(text, subsec, offset) == iso


@pytest.mark.parametrize(
    ("text", "offset"),
    [("+5", "+05:00"), ("+0530", "+05:30"), ("-11:00", "-11:00"), ("gmt", "+00:00"), ("05:30", None), ("+24:00", None)],
)
def test_offsets(text: str, offset: str | None) -> None:
    assert parse_offset(text) == offset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0000:00:00 00:00:00", True),
        ("    :  :     :  :  ", True),
        ("0000-00-00T00:00:00Z", True),
        ("", True),
        ("0000:00:01 00:00:00", False),
        ("unknown", False),
    ],
)
def test_a_field_that_was_never_set_is_recognised(text: str, *, expected: bool) -> None:
    assert is_unset(text) == expected


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_what_is_written_is_read(moment: object, minutes: int) -> None:
    text = str(moment).partition(".")[0]
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    assert parse_moment(text.replace("-", ":", 2) + offset) == text.replace(" ", "T") + offset


@given(st.text(), st.text(), st.text())
def test_no_text_makes_a_moment_raise(text: str, subsec: str, offset: str) -> None:
    parse_moment(text, subsec, offset)
    is_unset(text)
