"""How many of the matching files were taken on each day, counted on the columns in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.catalog.search.columns.field_masks import is_number
from app.catalog.search.columns.snapshot import Mask, Snapshot

_OF_A_DAY, _OF_A_YEAR = 10**6, 10**10
"""A capture date as a number is YYYYMMDDhhmmss; unknown parts are 0."""
_MONTHS, _DAYS = 13, 32
"""Numbers of months and days, with 0 for unknown ones."""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The days of one year, by the clock where the files were taken."""

    year: int | None
    """None if no file has a date."""
    years: dict[int, int]
    """Each year with files → how many, ascending."""
    months: dict[int, int]
    """Each month of the year with files → how many. Those of which only the year is known are in none."""
    days: dict[tuple[int, int], int]
    """The same for days: (month, day) → files."""
    undated: int
    """Files without a date."""


def count_days(snapshot: Snapshot, matches: Mask, year: int | None) -> CalendarYear:
    """Return the days of `year`; None: of the latest year with files."""
    captured = snapshot.columns["captured"][matches]
    dated = captured[is_number(captured)]
    years = _count(dated // _OF_A_YEAR)
    year = max(years, default=None) if year is None else year
    if year is None:
        return CalendarYear(None, {}, {}, {}, len(captured))
    of_year = dated[(dated >= year * _OF_A_YEAR) & (dated < (year + 1) * _OF_A_YEAR)]
    month_days = of_year // _OF_A_DAY - year * (_OF_A_YEAR // _OF_A_DAY)
    month, day = month_days // 100, month_days % 100
    # The dates of damaged files may have months and days that no calendar has.
    is_real = (month < _MONTHS) & (day < _DAYS)
    table = np.bincount(month[is_real] * _DAYS + day[is_real], minlength=_MONTHS * _DAYS).reshape(_MONTHS, _DAYS)
    return CalendarYear(
        year,
        years,
        {number: int(files) for number, files in enumerate(table.sum(axis=1)) if number and files},
        {(int(m), int(d)): int(table[m, d]) for m, d in np.argwhere(table) if m and d},
        undated=len(captured) - len(dated),
    )


def _count(numbers: NDArray[np.int64]) -> dict[int, int]:
    counts = np.bincount(numbers)
    return {int(number): int(counts[number]) for number in np.flatnonzero(counts)}
