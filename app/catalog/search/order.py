"""The order of all files that a library query matches, and the days on which they begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Connection, Select, cast, func, select

from app.catalog.database.schema import search_items
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.library.edited_values import find_hidden
from app.catalog.search.columns.collections import follow_collections
from app.catalog.search.columns.field_masks import is_number
from app.catalog.search.columns.search import ColumnSearch
from app.catalog.search.columns.snapshot import RecordColumns
from app.catalog.search.conditions import (
    NULLABLE,
    build_equalities,
    build_index_segments,
    build_ranges,
    build_sort_keys,
)
from app.catalog.search.engines import Criteria, create_search_engine
from app.catalog.search.facets import NamedValues, find_named_values
from app.catalog.search.query import LibraryQuery
from app.catalog.search.schema import search_files
from app.catalog.search.tokenizer import Term
from app.catalog.search.value_tokens import value_token

MAX_DAYS = 120
"""If the files have more days, months are returned."""

_SECOND_OF_DAY = 1_000_000
"""A capture date as a number is YYYYMMDDhhmmss."""
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class DateMark:
    """A day or month of a list in order of date."""

    date: str
    """`2024-05-06` or `2024-05`; empty for files without a date."""
    place: int
    """The place of its first file in the list, from 0."""


@dataclass(frozen=True, slots=True)
class LibraryOrder:
    ids: NDArray[np.int64]
    """All files that match, in order."""
    dates: tuple[DateMark, ...]
    """Empty unless the list is in order of date."""


def find_order(connection: Connection, query: LibraryQuery, columns: RecordColumns) -> LibraryOrder:
    """Return all files that match `query`, whose limit and cursor do not matter."""
    if query.hidden:
        return LibraryOrder(find_hidden(connection), ())
    query = replace(query, after=None)
    indexed = replace(query, sort="added") if query.sort == "collection" else query
    values = find_named_values(connection, query)
    if values is None:
        ids, days = np.empty(0, np.int64), None
    elif (terms := query.terms()) is not None:
        ids, days = _read_order(connection, indexed, terms, values)
    else:
        ids, days = _sort_columns(connection, indexed, values, columns)
    if query.sort == "collection":
        ids, days = _order_by_hand(connection, query, ids, columns), None
    if query.every_file:
        ids, places = add_companions(connection, ids)
        days = None if days is None else days[places]
    if days is None:
        return LibraryOrder(ids, ())
    return LibraryOrder(ids, mark_dates(days if query.sort == "captured" else _to_calendar(days)))


def _read_order(
    connection: Connection, query: LibraryQuery, terms: tuple[Term, ...], values: NamedValues
) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
    """Return the ids, and the day of each if they are in order of date."""
    parts = [read_integers(connection, rows) for rows in _select(connection, query, terms, values)]
    ids = np.concatenate([np.empty(0, np.int64), *(part[0] for part in parts)])
    if _day_of(query.sort) is None:
        return ids, None
    return ids, np.concatenate([np.empty(0, np.int64), *(part[1] for part in parts)])


def _order_by_hand(
    connection: Connection, query: LibraryQuery, ids: NDArray[np.int64], columns: RecordColumns
) -> NDArray[np.int64]:
    """Return the ids in the order of the query's collection."""
    assert query.collection is not None
    snapshot = columns.follow(connection)
    rows = follow_collections(connection, snapshot).list_included(query.collection)
    in_order = snapshot.ids[rows]
    found = in_order[np.isin(in_order, ids)]
    return found[::-1] if query.order == "desc" else found


def _sort_columns(
    connection: Connection, query: LibraryQuery, values: NamedValues, columns: RecordColumns
) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
    """Return the same from the columns in memory."""
    snapshot = columns.follow(connection)
    search = ColumnSearch(connection, query, values, snapshot, create_search_engine(connection))
    rows = search.sort(np.flatnonzero(search.find_matches()))
    if query.sort == "captured":
        captured = snapshot.columns["captured"][rows]
        return snapshot.ids[rows], np.where(is_number(captured), captured, 0) // _SECOND_OF_DAY
    added = snapshot.columns["added"][rows]
    days = np.floor_divide(added, _DAY_S).astype(np.int64) if query.sort == "added" else None
    return snapshot.ids[rows], days


class WithCompanions(NamedTuple):
    """A list of main files with their companions after them."""

    ids: NDArray[np.int64]
    places: NDArray[np.int64]
    """For each, the place of its main file in the list without companions."""


def add_companions(connection: Connection, ids: NDArray[np.int64]) -> WithCompanions:
    """Return the list of these main files with the companions of each after it."""
    by_main = select(search_items.c.file_id, search_items.c.main_id).where(search_items.c.main_id.is_not(None))
    companions, mains = read_integers(connection, by_main.order_by(search_items.c.main_id, search_items.c.file_id))
    in_order = np.argsort(ids)
    found = np.searchsorted(ids, mains, sorter=in_order)
    is_listed = np.isin(mains, ids)
    of_companions = in_order[found[is_listed]]
    places = np.concatenate([np.arange(len(ids)), of_companions])
    together = np.argsort(places, kind="stable")
    return WithCompanions(np.concatenate([ids, companions[is_listed]])[together], places[together])


def _select(
    connection: Connection, query: LibraryQuery, terms: tuple[Term, ...], values: NamedValues
) -> Iterator[Select[Any]]:
    """Yield the queries for parts of the list. Each part without words is one range of the index of its order."""
    columns, day = search_files.c, _day_of(query.sort)
    shown = [columns.file_id] if day is None else [columns.file_id, day]
    conditions = [*build_ranges(query, columns).values(), *build_equalities(query, values, columns).values()]
    value, file_id = build_sort_keys(query.sort, query.order, columns)
    criteria = Criteria(terms, tuple(map(value_token, values.keywords)))
    if criteria:
        matching = create_search_engine(connection).match_in_index(criteria)
        ordered = value.nulls_last() if query.sort in NULLABLE else value
        yield select(*shown).where(matching, *conditions).order_by(ordered, file_id)
        return
    for segment in build_index_segments(query, columns):
        yield select(*shown).where(segment, *conditions).order_by(value, file_id)


def _day_of(sort: str) -> ColumnElement[int] | None:
    """Return the day by which files are sorted, as an integer; None for other orders."""
    columns = search_files.c
    if sort == "captured":
        return func.coalesce(columns.captured, 0).op("/")(_SECOND_OF_DAY).label("day")
    return cast(columns.added, BigInteger).op("/")(_DAY_S).label("day") if sort == "added" else None


def _to_calendar(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return days since the epoch as numbers YYYYMMDD."""
    dates = days.astype("datetime64[D]")
    years, months = dates.astype("datetime64[Y]"), dates.astype("datetime64[M]")
    month = months.astype(np.int64) % 12 + 1
    of_month = (dates - months).astype(np.int64) + 1
    return np.asarray((years.astype(np.int64) + 1970) * 10_000 + month * 100 + of_month, np.int64)


def mark_dates(days: NDArray[np.int64]) -> tuple[DateMark, ...]:
    """Return where each day begins in a sorted list of days, YYYYMMDD; months if there are many days."""
    marks = _find_starts(days)
    if len(marks) > MAX_DAYS:
        days = days // 100 * 100
        marks = _find_starts(days)
    return tuple(DateMark(_write_date(int(days[place])), int(place)) for place in marks)


def _find_starts(days: NDArray[np.int64]) -> NDArray[np.intp]:
    return np.flatnonzero(np.diff(days, prepend=days[:1] - 1))


def _write_date(day: int) -> str:
    """Return a number YYYYMMDD, of which unknown parts are 0, as a date."""
    year, month, of_month = day // 10_000, day // 100 % 100, day % 100
    parts = [f"{year:04}", *([f"{month:02}"] if month else []), *([f"{of_month:02}"] if month and of_month else [])]
    return "-".join(parts) if year else ""
