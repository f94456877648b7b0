"""Queries for library files, the cursors that continue them, and the pages they return."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Literal, get_args

from app.catalog.database.paths import PATH_KEY_LENGTH
from app.catalog.records import MAX_PAGE_SIZE, LibraryFile, Order
from app.catalog.search.dates import captured_number, end_of_date, is_date, start_of_date
from app.catalog.search.language.nodes import Node
from app.catalog.search.language.parser import parse_query, plain_terms
from app.catalog.search.tokenizer import Term
from app.domain.report import Kind

IndexedSort = Literal["added", "captured", "score", "size", "path"]
LibrarySort = Literal[IndexedSort, "collection"]
"""`collection`: the order that was made by hand in the collection of the query."""

LOWEST_SCORE, HIGHEST_SCORE = -1, 5
MAX_KEYWORDS = 16

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_NUMBER_LIMIT = 2**63


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """Which library files to return, and in which order. Raises ValueError for invalid values.

    None means no filter. A file must match all filters. Bounds are inclusive.
    """

    words: str = ""
    """What to search for, in the query language (`parse_query`)."""
    keywords: tuple[str, ...] = ()
    """Keywords that the file must have, matched exactly."""
    score_from: int | None = None
    score_to: int | None = None
    favourite: bool | None = None
    nsfw: bool | None = None
    pixels_read: bool | None = None
    """Whether the pixels of the file were read."""
    tool: str | None = None
    model: str | None = None
    kind: Kind | None = None
    format: str | None = None
    captured_from: str | None = None
    """A date in local time: `2024`, `2024-05`, `2024-05-06`, `2024-05-06T07:08` or `2024-05-06T07:08:09`."""
    captured_to: str | None = None
    """A date in the same form; `2024-05` includes all of May."""
    added_from: str | None = None
    """A date in the same form, but in UTC."""
    added_to: str | None = None
    size_from: int | None = None
    """Bytes."""
    size_to: int | None = None
    commit: int | None = None
    """Only files that the commit with this id added."""
    folder: str | None = None
    """Only files below this folder, at any depth."""
    collection: int | None = None
    """Only files of the collection with this id, or of one below it."""
    hidden: bool = False
    """Return the hidden files, and nothing else; the other filters do not matter, nor does the order."""
    every_file: bool = False
    """Return each file that matches together with its companions, which come after it."""
    sort: LibrarySort = "added"
    """Files without a value come last in both orders. Files with equal values are sorted by id, in the same order."""
    order: Order = "desc"
    limit: int = 60
    after: str | None = None
    """The `next` of a page: return the files after it."""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_PAGE_SIZE:
            raise ValueError(f"limit is {self.limit}; it must be between 1 and {MAX_PAGE_SIZE}")
        if self.sort not in get_args(LibrarySort):
            raise ValueError(f"sort is {self.sort!r}; choose one of {', '.join(get_args(LibrarySort))}")
        if self.order not in get_args(Order):
            raise ValueError(f"order is {self.order!r}; choose asc or desc")
        if self.sort == "collection" and self.collection is None:
            raise ValueError("sort is collection, but no collection is given; give one, or choose another sort")
        if len(self.keywords) > MAX_KEYWORDS:
            raise ValueError(f"there are {len(self.keywords)} keywords; at most {MAX_KEYWORDS} are allowed")
        for name in ("captured_from", "captured_to", "added_from", "added_to"):
            _check_date(name, getattr(self, name))
        parse_query(self.words)
        self.position()

    def terms(self) -> tuple[Term, ...] | None:
        """Return the words that must or must not occur; None if the query asks for more than that."""
        return plain_terms(parse_query(self.words))

    def expression(self) -> Node:
        """Return what the query's words mean."""
        return parse_query(self.words)

    def captured_bounds(self) -> tuple[int | None, int | None]:
        """Return the first and last capture date, inclusive, in the form of `captured_number`."""
        first, last = self.captured_from, self.captured_to
        return (first and captured_number(first)) or None, (last and captured_number(last, unknown="99")) or None

    def added_bounds(self) -> tuple[float | None, float | None]:
        """Return the half-open range of times added, in seconds since the epoch."""
        first, last = self.added_from, self.added_to
        return start_of_date(first).timestamp() if first else None, end_of_date(last).timestamp() if last else None

    def position(self) -> Position | None:
        """Return the decoded cursor; None without one."""
        return None if self.after is None else _decode_cursor(self.after, self.sort, self.order)


def _check_date(name: str, date: str | None) -> None:
    if date is not None and not is_date(date):
        forms = "write it as 2024, 2024-05, 2024-05-06 or 2024-05-06T07:08:09"
        raise ValueError(f"{name} is {date!r}, which is not a date; {forms}")


@dataclass(frozen=True, slots=True)
class Position:
    """A file's position in a sort order."""

    value: int | float | str | None
    file_id: int


def encode_cursor(position: Position, query: LibraryQuery) -> str:
    """Return the cursor for files after `position` in the order of `query`."""
    fields = json.dumps([query.sort, query.order, position.value, position.file_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(fields.encode()).decode().rstrip("=")


def _decode_cursor(cursor: str, sort: str, order: str) -> Position:
    error = ValueError("after is not a valid cursor for this sort and order; use the next of a page with the same ones")
    try:
        fields = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        cursor_sort, cursor_order, value, file_id = fields
    except (ValueError, TypeError, RecursionError):  # invalid Base64, UTF-8 or JSON, or not a list of four
        raise error from None
    if (cursor_sort, cursor_order) != (sort, order) or not _is_number(file_id) or not _is_value(value, sort):
        raise error
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
    """One page of search results."""

    files: list[LibraryFile]
    next: str | None
    """The cursor for the next page; None on the last page."""
    total: int | None
    """How many files match on all pages; only on the first page."""
    is_total_exact: bool
    """False if there are more than `total` files."""
    pending: int
    """Library changes that are not indexed yet."""
