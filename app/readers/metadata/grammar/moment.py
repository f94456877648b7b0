"""Dates and times as files write them → ISO 8601, with an offset only where one is stated.

EXIF 2.32, 4.6.5 (`2019:07:24 11:25:40`), ISO 8601 as XMP uses it (ISO 16684-1, 8.2.1.2), IIM 4.2 (`20190724`,
`112540+0300`), C's `asctime` (`Mon Mar 10 15:04:43 2003`), and what writers make of them: other separators, fractions
and offsets within the text, unknown parts as blanks or zeros, hour 24 for the end of a day. One grammar reads all of
them, because writers confuse them.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_DATE = r"""
    (?P<year>[0-9]{4})
    (?: [-:/.][ ]?(?P<month>[0-9]{1,2}) (?: [-:/.][ ]?(?P<day>[0-9]{1,2}) )?
      | (?P<packed_month>[0-9]{2}) (?P<packed_day>[0-9]{2}) )?"""
_TIME = r"""
    (?: (?P<hour>[0-9]{1,2}) : [ ]?(?P<minute>[0-9]{1,2}) (?: : [ ]?(?P<second>[0-9]{1,2}) )?
      | (?P<packed_hour>[0-9]{2}) (?P<packed_minute>[0-9]{2}) (?P<packed_second>[0-9]{2})? )
    (?: [.,](?P<fraction>[0-9]+) )?
    [ ]?(?P<offset>Z|UTC|GMT|[-+\u2212][0-9]{1,2}(?::?[0-9]{2})?)?"""
_MOMENT = re.compile(rf"{_DATE} (?: [ ]?T[ ]?|[ ]|: ) {_TIME}", re.VERBOSE | re.IGNORECASE)
_DAY = re.compile(rf"{_DATE} [ :]*", re.VERBOSE)
_ASCTIME = re.compile(r"(?:[a-z]{3} )?([a-z]{3}) ([0-9]{1,2}) ([0-9:]{7,8}) ([0-9]{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OFFSET = re.compile(r"([-+\u2212])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_UNSET = re.compile(r"[0\s:/.\-+TZ?]*", re.IGNORECASE)
_LONGEST = 100
"""Characters; a longer text is no date, and is not searched for one."""
_UTC = frozenset({"Z", "UTC", "GMT"})


def is_unset(text: str) -> bool:
    """Whether a field says that it holds nothing: blanks, zeros and separators (EXIF 2.32, 4.6.5)."""
    return _UNSET.fullmatch(text) is not None


def parse_moment(text: str, subsec: str | None = None, offset: str | None = None) -> str | None:
    """Return ISO 8601, as exactly as the text states it: year, month, day or time. None for what is none of these.

    `subsec` and `offset` are what fields beside it state; what the text states itself comes first.
    """
    if len(text.strip()) > _LONGEST:
        return None
    if ", " in text:
        return _join_agreeing([parse_moment(part, subsec, offset) for part in text.split(", ")])
    text = _order_parts(" ".join(text.split()))
    if match := _DAY.fullmatch(text):
        return _join_date(match)
    match = _MOMENT.fullmatch(text)
    if match is None or (moment := _join_moment(match)) is None:
        return None
    zone = parse_offset(match["offset"] or offset or "")
    if match["offset"] and zone is None:
        return None
    return f"{moment.isoformat()}{_join_fraction(match['fraction'], subsec)}{zone or ''}"


def parse_offset(text: str) -> str | None:
    """Return `+HH:MM`. None for an offset that no place on Earth has, and for anything else."""
    text = text.strip().upper()
    if text in _UTC:
        return "+00:00"
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    sign = "+" if match[1] == "+" else "-"
    return f"{sign}{int(match[2]):02d}:{int(match[3] or 0):02d}"


def _order_parts(text: str) -> str:
    """`Mon Mar 10 15:04:43 2003` → `2003-03-10 15:04:43`; any other text as it is."""
    match = _ASCTIME.fullmatch(text)
    if match is None or (month := match[1].lower()) not in _MONTHS:
        return text
    return f"{match[4]}-{_MONTHS.index(month) + 1:02d}-{match[2]} {match[3]}"


def _join_agreeing(moments: list[str | None]) -> str | None:
    """Return the most exact of several dates that say the same, as joined lists do: `2009-09-09T17:00, 2009-09-09`."""
    stated = sorted((moment for moment in moments if moment is not None), key=len)
    agree = len(stated) == len(moments) and all(stated[-1].startswith(moment) for moment in stated)
    return stated[-1] if agree else None


def _number(match: re.Match[str], name: str) -> int | None:
    text = match[name] or match[f"packed_{name}"]
    return int(text) if text else None


def _join_date(match: re.Match[str]) -> str | None:
    """Return the date with the parts that are known: `20190000` is a year (IIM 4.2, 2:55)."""
    year, month, day = int(match["year"]), _number(match, "month") or 0, _number(match, "day") or 0
    try:
        datetime(year, month or 1, day or 1)
    except ValueError:
        return None
    if day and not month:
        return None
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def _join_moment(match: re.Match[str]) -> datetime | None:
    month, day, hour = _number(match, "month"), _number(match, "day"), _number(match, "hour")
    minute, second = _number(match, "minute"), _number(match, "second") or 0
    if month is None or day is None or hour is None or minute is None:
        return None
    ends_day = hour == 24 and minute == second == 0 and not int(match["fraction"] or 0)
    try:
        start = datetime(int(match["year"]), month, day, 0 if ends_day else hour, minute, second)
        return start + timedelta(days=1) if ends_day else start
    except (ValueError, OverflowError):
        return None


def _join_fraction(own: str | None, subsec: str | None) -> str:
    """Return the fraction of a second. Writers of ISO 8601 add `.000000` without meaning it."""
    if own is not None:
        return f".{own[:9]}" if own.strip("0") else ""
    digits = (subsec or "").strip()
    return f".{digits}" if digits.isascii() and digits.isdigit() and len(digits) <= 9 else ""
