"""What may be asked of the library, and the cursors its pages go on from."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from app.catalog.database.column_types import PATH_KEY_LENGTH
from app.catalog.records import MAX_PAGE_SIZE, LibraryFile, Order
from app.catalog.search.indexing import captured_number
from app.catalog.search.tokenizer import Term, terms_of
from app.domain.report import Kind

LibrarySort = Literal["added", "captured", "score", "size", "path"]

LOWEST_SCORE, HIGHEST_SCORE = -1, 5
MAX_KEYWORDS = 16

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?)?)?)?", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_NUMBER_LIMIT = 2**63


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """Which library files to show, and in which order. Raises ValueError, in words, when it makes no sense.

    What is None does not matter; everything else must hold for a file at once. Bounds are included.
    """

    words: str = ""
    """As `terms_of` reads it."""
    keywords: tuple[str, ...] = ()
    """Each of them, exactly."""
    score_from: int | None = None
    score_to: int | None = None
    favourite: bool | None = None
    nsfw: bool | None = None
    tool: str | None = None
    model: str | None = None
    kind: Kind | None = None
    format: str | None = None
    captured_from: str | None = None
    """A date: `2024`, `2024-05`, `2024-05-06` or `2024-05-06T07:08:09`, as the clock said where it was taken."""
    captured_to: str | None = None
    """As above; `2024-05` includes all of May."""
    added_from: str | None = None
    """A date likewise, but UTC."""
    added_to: str | None = None
    size_from: int | None = None
    """Bytes."""
    size_to: int | None = None
    folder: str | None = None
    """Files somewhere below it."""
    sort: LibrarySort = "added"
    """Files without a value come last, in either order; those with the same in the order they were added."""
    order: Order = "desc"
    limit: int = 60
    after: str | None = None
    """The `next` of a page: what comes behind it."""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_PAGE_SIZE:
            raise ValueError(f"limit is {self.limit}; it must lie between 1 and {MAX_PAGE_SIZE}")
        if self.sort not in get_args(LibrarySort):
            raise ValueError(f"sort is {self.sort!r}; choose one of {', '.join(get_args(LibrarySort))}")
        if self.order not in get_args(Order):
            raise ValueError(f"order is {self.order!r}; choose asc or desc")
        if len(self.keywords) > MAX_KEYWORDS:
            raise ValueError(f"{len(self.keywords)} keywords are too many; give at most {MAX_KEYWORDS}")
        for name in ("captured_from", "captured_to", "added_from", "added_to"):
            _check_date(name, getattr(self, name))
        terms_of(self.words)
        self.position()

    def terms(self) -> tuple[Term, ...]:
        return terms_of(self.words)

    def captured_bounds(self) -> tuple[int | None, int | None]:
        """As `captured_number` writes them."""
        first, last = self.captured_from, self.captured_to
        return (first and captured_number(first)) or None, (last and captured_number(last, unknown="99")) or None

    def added_bounds(self) -> tuple[float | None, float | None]:
        """Seconds since the epoch: the first that counts, and the first that no longer does."""
        first, last = self.added_from, self.added_to
        return _start(first).timestamp() if first else None, _end(last).timestamp() if last else None

    def position(self) -> Position | None:
        return None if self.after is None else _position_of(self.after, self.sort, self.order)


def _check_date(name: str, date: str | None) -> None:
    try:
        if date is not None:
            _start(date)
    except ValueError:
        known = "write it as 2024, 2024-05, 2024-05-06 or 2024-05-06T07:08:09"
        raise ValueError(f"{name} is {date!r}, which is no date; {known}") from None


def _start(date: str) -> datetime:
    if not _DATE.fullmatch(date):
        raise ValueError(date)
    parts = [int(part) for part in re.findall(r"\d+", date)]
    year, month, day, hour, minute, second, *_ = [*parts, *(1, 1)[len(parts) - 1 :], 0, 0, 0]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _end(date: str) -> datetime:
    """The first moment after it."""
    start = _start(date)
    try:
        if len(date) == len("2024"):
            return start.replace(year=start.year + 1)
        if len(date) == len("2024-05"):
            return (start + timedelta(days=31)).replace(day=1)
        lasts = {10: timedelta(days=1), 16: timedelta(minutes=1), 19: timedelta(seconds=1)}
        return start + lasts[len(date)]
    except (OverflowError, ValueError):  # there is no year 10000
        return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Position:
    """A file's place in an order."""

    value: int | float | str | None
    file_id: int


def cursor_of(position: Position, query: LibraryQuery) -> str:
    place = json.dumps([query.sort, query.order, position.value, position.file_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _position_of(cursor: str, sort: str, order: str) -> Position:
    wrong = ValueError("after is no place in this order; take it from the next of a page with the same sort and order")
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        its_sort, its_order, value, file_id = place
    except (ValueError, TypeError, RecursionError):  # of Base64, of UTF-8, of JSON, of what is no list of four
        raise wrong from None
    if (its_sort, its_order) != (sort, order) or not _is_number(file_id) or not _is_value(value, sort):
        raise wrong
    return Position(value, file_id)


def _is_value(value: object, sort: str) -> bool:
    if sort == "path":
        return isinstance(value, str) and len(value) <= PATH_KEY_LENGTH and not _UNSTORABLE.search(value)
    if sort == "added":
        return isinstance(value, float) and abs(value) < _NUMBER_LIMIT
    return (value is None and sort in ("captured", "score")) or _is_number(value)


def _is_number(value: object) -> bool:
    return type(value) is int and -_NUMBER_LIMIT <= value < _NUMBER_LIMIT


@dataclass(frozen=True, slots=True)
class LibraryPage:
    files: list[LibraryFile]
    next: str | None
    """The cursor of what comes behind; None on the last page."""
    total: int | None
    """Files that fit on all pages, on the first page only."""
    is_total_exact: bool
    """Otherwise there are more than `total`."""
    pending: int
    """Changes of the library that the search does not know yet."""
