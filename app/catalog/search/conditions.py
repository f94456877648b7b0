"""What a query asks of one file, as conditions on columns: of the table, or of a part of it that is walked through."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, or_, select, true, tuple_

from app.catalog.database.column_types import PATH_KEY_LENGTH, FolderRange, encode_text
from app.catalog.database.schema import library_files
from app.catalog.records import Order
from app.catalog.search.facets import NamedValues
from app.catalog.search.query import LibraryQuery, Position

NULLABLE = {"captured", "score"}
"""Orders in which some files have no place of their own; they come last."""


class Columns(Protocol):
    """By name, as in `search_files`."""

    def __getitem__(self, name: str, /) -> ColumnElement[Any]: ...


Conditions = dict[str, ColumnElement[bool]]
"""By the name of the one column that each asks."""


def ranges(query: LibraryQuery, columns: Columns, but: str | None = None) -> Conditions:
    """Of every column that is bounded; `but` one that is not among `columns`."""
    return {name: bound(columns) for name, bound in _bounds(query) if name != but}


def _bounds(query: LibraryQuery) -> Iterator[tuple[str, Callable[[Columns], ColumnElement[bool]]]]:
    """By the column's name."""
    captured_from, captured_to = query.captured_bounds()
    added_from, added_before = query.added_bounds()
    for name, first, last in (
        ("score", query.score_from, query.score_to),
        ("captured", captured_from, captured_to),
        ("size", query.size_from, query.size_to),
    ):
        if first is not None or last is not None:
            yield name, partial(_between, name, first, last)
    if added_from is not None or added_before is not None:
        yield "added", partial(_added_between, added_from, added_before)
    if query.folder is not None:
        yield "path", partial(_below, query.folder)


def _between(name: str, first: int | None, last: int | None, columns: Columns) -> ColumnElement[bool]:
    return and_(_from(columns[name], first), true() if last is None else columns[name] <= last)


def _added_between(first: float | None, before: float | None, columns: Columns) -> ColumnElement[bool]:
    return and_(_from(columns["added"], first), true() if before is None else columns["added"] < before)


def _from(column: ColumnElement[Any], first: float | None) -> ColumnElement[bool]:
    return true() if first is None else column >= first


def _below(folder: str, columns: Columns) -> ColumnElement[bool]:
    first = encode_text(folder.rstrip(os.sep) + os.sep)
    beyond = first[:-1] + chr(ord(os.sep) + 1)
    if len(beyond) <= PATH_KEY_LENGTH:
        return and_(columns["path"] >= first, columns["path"] < beyond)
    whole = select(library_files.c.id).where(FolderRange(folder).holds(library_files.c.path))
    return and_(columns["path"] == first[:PATH_KEY_LENGTH], columns["file_id"].in_(whole))


def equalities(query: LibraryQuery, values: NamedValues, columns: Columns) -> Conditions:
    flags = {"is_nsfw": query.nsfw, "favourite": query.favourite}
    return {name: columns[name] == number for name, number in values.own.items()} | {
        name: columns[name].is_(wanted) for name, wanted in flags.items() if wanted is not None
    }


def in_order(sort: str, order: Order, columns: Columns) -> list[ColumnElement[Any]]:
    keys = (columns[sort], columns["file_id"])
    return [key.desc() if order == "desc" else key.asc() for key in keys]


def behind(query: LibraryQuery, columns: Columns) -> ColumnElement[bool] | None:
    """What comes after the query's cursor; None when there is no cursor."""
    position = query.position()
    if position is None:
        return None
    if position.value is None:
        return and_(columns[query.sort].is_(None), _beyond(query, position, columns["file_id"]))
    further = _further(query, position, columns)
    return or_(further, columns[query.sort].is_(None)) if query.sort in NULLABLE else further


def segments(query: LibraryQuery, columns: Columns) -> list[ColumnElement[bool]]:
    """The parts of the order behind the cursor, one after the other, each of which an index has in a row."""
    position, first = query.position(), columns[query.sort]
    bounds = [bound(columns) for name, bound in _bounds(query) if name == query.sort]
    if position is not None and position.value is None:
        return [and_(first.is_(None), _beyond(query, position, columns["file_id"]))]
    begin = and_(first.is_not(None) if position is None else _further(query, position, columns), *bounds)
    return [begin, first.is_(None)] if query.sort in NULLABLE and not bounds else [begin]


def _further(query: LibraryQuery, position: Position, columns: Columns) -> ColumnElement[bool]:
    keys = tuple_(columns[query.sort], columns["file_id"])
    place = (position.value, position.file_id)
    return keys < place if query.order == "desc" else keys > place


def _beyond(query: LibraryQuery, position: Position, file_id: ColumnElement[int]) -> ColumnElement[bool]:
    return file_id < position.file_id if query.order == "desc" else file_id > position.file_id
