"""The conditions of a library query, built for the columns of `search_files` or of a subquery of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_

from app.catalog.collections.schema import collection_files, collections
from app.catalog.database.paths import PATH_KEY_LENGTH, folder_range, is_below
from app.catalog.database.schema import commits, lacks_pixels, library_files, search_items
from app.catalog.records import Order
from app.catalog.search.facets import NamedValues
from app.catalog.search.query import LibraryQuery, Position
from app.domain.text.stored_text import encode_text

NULLABLE = {"captured", "score"}
"""Sort columns in which some files have no value; these files come last."""


class Columns(Protocol):
    """Columns by their names in `search_files`."""

    def __getitem__(self, name: str, /) -> ColumnElement[Any]: ...


Conditions = dict[str, ColumnElement[bool]]
"""Conditions on single columns, by the name of the column."""


def build_ranges(query: LibraryQuery, columns: Columns, but: str | None = None) -> Conditions:
    """Return the range conditions of the query, without that of the column `but`."""
    return {name: build(columns) for name, build in _ranges(query) if name != but}


def _ranges(query: LibraryQuery) -> Iterator[tuple[str, Callable[[Columns], ColumnElement[bool]]]]:
    """Yield the name of each column with a range, and a function that builds its condition."""
    captured_from, captured_to = query.captured_bounds()
    added_from, added_before = query.added_bounds()
    for name, first, last in (
        ("score", query.score_from, query.score_to),
        ("captured", captured_from, captured_to),
        ("size", query.size_from, query.size_to),
    ):
        if first is not None or last is not None:
            yield name, partial(_is_between, name, first, last)
    if added_from is not None or added_before is not None or query.commit is not None:
        yield "added", partial(_is_added_between, added_from, added_before, query.commit)
    if query.folder is not None:
        yield "path", partial(_is_below, query.folder)


def _is_between(name: str, first: int | None, last: int | None, columns: Columns) -> ColumnElement[bool]:
    return and_(_is_at_least(columns[name], first), true() if last is None else columns[name] <= last)


def _is_added_between(
    first: float | None, before: float | None, commit: int | None, columns: Columns
) -> ColumnElement[bool]:
    added = columns["added"]
    return and_(
        _is_at_least(added, first),
        true() if before is None else added < before,
        # The files that a commit adds have its own time, to the last digit; no two commits have the same.
        true() if commit is None else added == _time_of_commit(commit),
    )


def _time_of_commit(commit: int) -> ColumnElement[float]:
    return select(commits.c.committed_at).where(commits.c.id == commit).scalar_subquery()


def _is_at_least(column: ColumnElement[Any], first: float | None) -> ColumnElement[bool]:
    return true() if first is None else column >= first


def _is_below(folder: str, columns: Columns) -> ColumnElement[bool]:
    first, end = map(encode_text, folder_range(folder))
    if len(end) <= PATH_KEY_LENGTH:
        return and_(columns["path"] >= first, columns["path"] < end)
    by_whole_path = select(library_files.c.id).where(is_below(library_files.c.path, folder))
    return and_(columns["path"] == first[:PATH_KEY_LENGTH], columns["file_id"].in_(by_whole_path))


def build_equalities(query: LibraryQuery, values: NamedValues, columns: Columns) -> Conditions:
    """Return the conditions on values and flags."""
    flags = {"is_nsfw": query.nsfw, "favourite": query.favourite}
    conditions = {name: columns[name] == number for name, number in values.single.items()} | {
        name: columns[name].is_(wanted) for name, wanted in flags.items() if wanted is not None
    }
    by_id = list(_conditions_on_ids(query, columns))
    return conditions | {"file_id": and_(*by_id)} if by_id else conditions


def _conditions_on_ids(query: LibraryQuery, columns: Columns) -> Iterator[ColumnElement[bool]]:
    if query.pixels_read is not None:
        lacking = is_lacking_pixels(columns)
        yield ~lacking if query.pixels_read else lacking
    if query.collection is not None:
        yield is_in_collection(query.collection, columns)


def is_in_collection(collection_id: int, columns: Columns) -> ColumnElement[bool]:
    """Return the condition that a collection, or one below it, has a file of the item."""
    return columns["file_id"].in_(select_collection_files(collection_id))


def select_collection_files(collection_id: int) -> Select[Any]:
    """Select the files that a collection includes. A companion stands for the main file of its item."""
    own = collections.c
    included = select(own.id).where(own.id == collection_id, own.removed_by.is_(None))
    below = included.cte("included", recursive=True, nesting=True)
    child = select(own.id).join(below, own.parent_id == below.c.id).where(own.removed_by.is_(None))
    below = below.union(child)
    files = collection_files.c
    main_or_own = func.coalesce(search_items.c.main_id, files.file_id)
    items = collection_files.outerjoin(search_items, search_items.c.file_id == files.file_id)
    return select(main_or_own).select_from(items).where(files.collection_id.in_(select(below.c.id)))


def is_lacking_pixels(columns: Columns) -> ColumnElement[bool]:
    """Return the condition that the pixels of a file were not read. The few such files have an index of their own."""
    return columns["file_id"].in_(select(library_files.c.id).where(lacks_pixels))


def build_sort_keys(sort: str, order: Order, columns: Columns) -> list[ColumnElement[Any]]:
    """Return the sort column and the file id, in the given order."""
    keys = (columns[sort], columns["file_id"])
    return [key.desc() if order == "desc" else key.asc() for key in keys]


def build_cursor_condition(query: LibraryQuery, columns: Columns) -> ColumnElement[bool] | None:
    """Return the condition for files after the query's cursor; None without a cursor."""
    position = query.position()
    if position is None:
        return None
    if position.value is None:
        return and_(columns[query.sort].is_(None), _has_later_id(query, position, columns["file_id"]))
    is_later = _is_later(query, position, columns)
    return or_(is_later, columns[query.sort].is_(None)) if query.sort in NULLABLE else is_later


def build_index_segments(query: LibraryQuery, columns: Columns) -> list[ColumnElement[bool]]:
    """Return conditions that split the files after the cursor into contiguous segments of the sort index, in order."""
    position, first = query.position(), columns[query.sort]
    ranges = [build(columns) for name, build in _ranges(query) if name == query.sort]
    if position is not None and position.value is None:
        return [and_(first.is_(None), _has_later_id(query, position, columns["file_id"]))]
    with_value = and_(first.is_not(None) if position is None else _is_later(query, position, columns), *ranges)
    return [with_value, first.is_(None)] if query.sort in NULLABLE and not ranges else [with_value]


def _is_later(query: LibraryQuery, position: Position, columns: Columns) -> ColumnElement[bool]:
    keys = tuple_(columns[query.sort], columns["file_id"])
    place = (position.value, position.file_id)
    return keys < place if query.order == "desc" else keys > place


def _has_later_id(query: LibraryQuery, position: Position, file_id: ColumnElement[int]) -> ColumnElement[bool]:
    return file_id < position.file_id if query.order == "desc" else file_id > position.file_id
