"""Dates as searches write them: `2024`, `2024-05`, `2024-05-06`, `2024-05-06T07:08` or `2024-05-06T07:08:09`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?)?)?)?", re.ASCII)
_CAPTURED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?)?)?")


def captured_number(captured_at: str, unknown: str = "00") -> int | None:
    """Return an ISO 8601 date as the number YYYYMMDDhhmmss, without its offset; missing parts become `unknown`."""
    match = _CAPTURED.match(captured_at)
    return None if match is None else int("".join(part or unknown for part in match.groups()))


def is_date(text: str) -> bool:
    """Return whether a text is a date of the calendar in one of the forms."""
    try:
        start_of_date(text)
    except ValueError:
        return False
    return True


def start_of_date(date: str) -> datetime:
    """Return the first moment of the date, in UTC. Raises ValueError."""
    if not _DATE.fullmatch(date):
        raise ValueError(date)
    parts = [int(part) for part in re.findall(r"\d+", date)]
    year, month, day, hour, minute, second, *_ = [*parts, *(1, 1)[len(parts) - 1 :], 0, 0, 0]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def end_of_date(date: str) -> datetime:
    """Return the first moment after the date, in UTC. Raises ValueError."""
    start = start_of_date(date)
    try:
        if len(date) == len("2024"):
            return start.replace(year=start.year + 1)
        if len(date) == len("2024-05"):
            return (start + timedelta(days=31)).replace(day=1)
        lengths = {10: timedelta(days=1), 16: timedelta(minutes=1), 19: timedelta(seconds=1)}
        return start + lengths[len(date)]
    except (OverflowError, ValueError):  # there is no year 10000
        return datetime.max.replace(tzinfo=UTC)
