"""Find pages of the library. Each step takes the way that is fast for the given query.

Queries with fields or alternatives are answered from the columns in memory (`columns/search.py`). Queries that are
words and parameters alone need no columns; they take one of these ways:

1. *Few files match the words and values* according to the full-text index: fetch them all and sort.
2. *Few files are in a range* of dates, sizes or scores, or in a folder: fetch the range and sort.
3. *Many match*: the first matches are probably near the beginning of the index that has the wanted order. Scan it, up
   to a limit.
4. *None are near the beginning, but there is a range*: instead of scanning on, sort the range and test the words of its
   first files.
5. *The matches are far away*: fetch all by the full-text index or by a range, and sort. This may take long.

What each way costs, and which queries need the fifth, is measured in benchmarks/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, literal_column, select, true

from app.catalog.database.schema import lacks_pixels
from app.catalog.library.edited_values import count_hidden
from app.catalog.library.library_files import find_library_files
from app.catalog.search.columns.clusters import Clusters, find_clusters
from app.catalog.search.columns.collections import CollectionCount, count_collections, follow_collections
from app.catalog.search.columns.counts import Facets, count_facets
from app.catalog.search.columns.day_counts import CalendarYear, count_days
from app.catalog.search.columns.search import ColumnSearch
from app.catalog.search.columns.snapshot import Mask, RecordColumns, Snapshot
from app.catalog.search.conditions import (
    NULLABLE,
    Columns,
    Conditions,
    build_cursor_condition,
    build_equalities,
    build_index_segments,
    build_ranges,
    build_sort_keys,
    is_in_collection,
    is_lacking_pixels,
    select_collection_files,
)
from app.catalog.search.engines import FEW, TEXT_TESTS, Criteria, SearchEngine, build_count, create_search_engine
from app.catalog.search.facets import NamedValues, find_named_values
from app.catalog.search.indexing import count_pending
from app.catalog.search.language.values import PlaceBox
from app.catalog.search.order import add_companions, find_order
from app.catalog.search.query import LibraryPage, LibraryQuery, Position, encode_cursor
from app.catalog.search.schema import search_files
from app.catalog.search.tokenizer import Term
from app.catalog.search.value_tokens import value_token

SHORT_SCAN = 5_000
"""Index entries that are scanned in one or two milliseconds."""

LONG_SCAN = 60_000
"""Index entries that are scanned in about 20 ms."""

LARGEST_RANGE = 150_000
"""Index entries of a range that are sorted in about 40 ms."""

TEXT_TESTS_IN_RANGE = 3_000
"""Texts that are tested after sorting a range, which takes longer the more of its first files are needed."""

ZERO: ColumnElement[int] = literal_column("0")
"""A literal offset of 0, not a parameter: PostgreSQL then sees at planning time that it skips nothing."""

COUNT_LIMIT = 1_000
"""How many files the first page of a scan counts."""
COUNT_LIMIT_WITH_TEXTS = 200
"""The same if texts have to be tested."""

NO_TEXTS = Criteria((), ())


def search_library(connection: Connection, query: LibraryQuery, columns: RecordColumns) -> LibraryPage:
    """Return one page of matching files. The first page also tells how many files match."""
    pending = count_pending(connection)
    values = find_named_values(connection, query)
    if values is None:
        return LibraryPage([], None, 0 if query.after is None else None, True, pending)
    result = _find_result(connection, query, values, columns)
    positions = result.positions[: query.limit]
    ids = [position.file_id for position in positions]
    if query.every_file:
        ids = add_companions(connection, np.array(ids, np.int64)).ids.tolist()
    files = find_library_files(connection, ids)
    return LibraryPage(
        files=[files[file_id] for file_id in ids if file_id in files],
        next=encode_cursor(positions[-1], query) if len(result.positions) > query.limit else None,
        total=result.total if query.after is None else None,
        is_total_exact=result.is_exact,
        pending=pending,
    )


def _find_result(
    connection: Connection, query: LibraryQuery, values: NamedValues, columns: RecordColumns
) -> _SearchResult:
    if query.sort == "collection":
        return _take_from_order(connection, query, columns)
    engine = create_search_engine(connection)
    if (terms := query.terms()) is not None:
        return _Search(connection, query, terms, values, engine).run()
    return _SearchResult(*ColumnSearch(connection, query, values, columns.follow(connection), engine).find_positions())


def _take_from_order(connection: Connection, query: LibraryQuery, columns: RecordColumns) -> _SearchResult:
    """Return a part of the order that was made by hand; the position of a file is its place in it."""
    ids = find_order(connection, replace(query, every_file=False), columns).ids
    after = query.position()
    first = 0 if after is None else max(0, int(after.value or 0) + 1)
    found = ids[first : first + query.limit + 1].tolist()
    return _SearchResult([Position(first + place, each) for place, each in enumerate(found)], len(ids), True)


def count_matches(connection: Connection, query: LibraryQuery, columns: RecordColumns) -> int:
    """Return how many files match, companions not counted."""
    if query.hidden:
        return count_hidden(connection)
    _, matches = _find_mask(connection, query, columns)
    return int(np.count_nonzero(matches))


def load_collections(connection: Connection, columns: RecordColumns) -> list[CollectionCount]:
    """Return all collections, and how many files of the library each has, in the order of the tree."""
    snapshot = columns.follow(connection)
    return count_collections(follow_collections(connection, snapshot), snapshot.is_alive)


def load_facets(connection: Connection, query: LibraryQuery, columns: RecordColumns) -> Facets:
    """Return the values of the files that match, and how many files have each."""
    snapshot = columns.follow(connection)
    values = find_named_values(connection, query)
    if values is None:
        nothing = np.zeros_like(snapshot.is_alive)
        return count_facets(connection, snapshot, lambda _but: nothing)
    search = ColumnSearch(connection, query, values, snapshot, create_search_engine(connection))
    return count_facets(connection, snapshot, search.find_matches)


def load_calendar(
    connection: Connection, query: LibraryQuery, columns: RecordColumns, year: int | None
) -> CalendarYear:
    """Return the days of the files that match, without the bounds of the day on which they were taken."""
    query = replace(query, captured_from=None, captured_to=None)
    snapshot, matches = _find_mask(connection, query, columns)
    return count_days(snapshot, matches, year)


def load_clusters(
    connection: Connection, query: LibraryQuery, columns: RecordColumns, box: PlaceBox, zoom: int
) -> Clusters:
    """Return where the files that match were taken, of those in a box as clusters at a zoom."""
    snapshot, matches = _find_mask(connection, query, columns)
    return find_clusters(snapshot, matches, box, zoom)


def _find_mask(connection: Connection, query: LibraryQuery, columns: RecordColumns) -> tuple[Snapshot, Mask]:
    """Return the records, and which of them match."""
    snapshot = columns.follow(connection)
    values = find_named_values(connection, query)
    if values is None:
        return snapshot, np.zeros_like(snapshot.is_alive)
    return snapshot, ColumnSearch(connection, query, values, snapshot, create_search_engine(connection)).find_matches()


@dataclass(frozen=True, slots=True)
class _SearchResult:
    positions: list[Position]
    """The files of the page, and one more if there is a next page."""
    total: int
    """Valid for the first page only."""
    is_exact: bool
    """False if there are more than `total` files."""


@dataclass(frozen=True, slots=True)
class _FileSource:
    """A set of files that contains all matching ones."""

    condition: ColumnElement[bool]
    range_column: str | None = None
    """The column if the condition is one of the query's ranges."""


@dataclass(slots=True)
class _Search:
    connection: Connection
    query: LibraryQuery
    terms: tuple[Term, ...]
    values: NamedValues
    engine: SearchEngine

    def run(self) -> _SearchResult:
        criteria = Criteria(self.terms, _value_tokens(self.values.all_ids))
        ranges = [source.condition for source in self._ranges()]
        if criteria and (hits := self.engine.find_few_hits(criteria, ranges, FEW)) is not None:
            total = None if self._has_other_conditions else hits.count
            return self._sort_all(_FileSource(hits.condition), NO_TEXTS, is_few=True, known_total=total)
        if self.query.pixels_read is False and self._count(select(literal_column("1")).where(lacks_pixels), FEW) < FEW:
            return self._sort_all(_FileSource(is_lacking_pixels(search_files.c)), self._texts, is_few=True)
        collection = self.query.collection
        if collection is not None and self._count(select_collection_files(collection), FEW) < FEW:
            source = _FileSource(is_in_collection(collection, search_files.c))
            return self._sort_all(source, self._texts, is_few=True)
        if (narrowest := self._find_narrowest_range(FEW)) is not None:
            return self._sort_all(narrowest, self._texts, is_few=True)
        result = self._scan_index(SHORT_SCAN)
        if result is None and (narrowest := self._find_narrowest_range(LARGEST_RANGE)) is not None:
            result = self._scan_range(narrowest)
        elif result is None or not self._is_counted(result):
            result = self._scan_index(LONG_SCAN)
        if result is None and criteria:
            hits_source = _FileSource(self.engine.match_in_index(criteria))
            result = self._sort_all(hits_source, NO_TEXTS, is_few=False)
        return result or self._sort_all(next(self._ranges(), _FileSource(true())), self._texts, is_few=False)

    def _ranges(self) -> Iterator[_FileSource]:
        return (_FileSource(condition, name) for name, condition in build_ranges(self.query, search_files.c).items())

    def _find_narrowest_range(self, limit: int) -> _FileSource | None:
        """Return the range with the fewest expected files, if they are at most `limit`."""
        estimates = ((self.engine.estimate(source.condition, limit + 1), source) for source in self._ranges())
        files, narrowest = min(estimates, key=itemgetter(0), default=(limit + 1, None))
        return narrowest if files <= limit else None

    # Fetch all matching files and sort them

    def _sort_all(
        self, source: _FileSource, texts: Criteria, *, is_few: bool, known_total: int | None = None
    ) -> _SearchResult:
        """Sort all matching files of `source`; `texts` are criteria that must still be tested."""
        part = self._select_part(source)
        page = self._select_sorted(part, source.range_column).limit(self.query.limit + 1)
        if texts:
            page = page.where(self.engine.match_in_text(texts, part.c.file_id))
        if is_few and known_total is None and self.query.after is None:
            page = page.add_columns(func.count().over())
        rows = self.connection.execute(page).all()
        positions = [Position(row[0], row[1]) for row in rows]
        if len(positions) <= self.query.limit or self.query.after is not None:
            return _SearchResult(positions, len(positions), True)
        if known_total is not None:
            return _SearchResult(positions, known_total, True)
        return (
            _SearchResult(positions, rows[0][2], True) if is_few else _SearchResult(positions, self.query.limit, False)
        )

    def _select_part(self, source: _FileSource) -> Subquery:
        """Select the files of `source`, so that its condition alone decides which index is used.

        The offset keeps both databases from merging the subquery into the outer query. A range is sorted in the
        direction of the wanted order: files that were captured later were often added later too, and sorting them is
        then fast.
        """
        part = select(*self._columns(source.range_column)).where(source.condition)
        if source.range_column is not None:
            part = part.order_by(*build_sort_keys(source.range_column, self.query.order, search_files.c))
        return part.offset(ZERO).subquery()

    def _columns(self, range_column: str | None) -> Iterator[ColumnElement[Any]]:
        """The columns that are still needed, and no others, because each column of a subquery has a cost."""
        names = dict.fromkeys((self.query.sort, "file_id", *self._conditions(range_column)))
        return (search_files.c[name] for name in names)

    def _conditions(self, range_column: str | None, columns: Columns = search_files.c) -> Conditions:
        """The conditions on values and ranges, without that of `range_column`, which all files already meet."""
        ranges = build_ranges(self.query, columns, but=range_column)
        return ranges | build_equalities(self.query, self.values, columns)

    def _select_sorted(self, part: Subquery, range_column: str | None) -> Select[Any]:
        """Select the matching files after the cursor, sorted."""
        after_cursor, matching = build_cursor_condition(self.query, part.c), self._select_matching(part, range_column)
        value, file_id = build_sort_keys(self.query.sort, self.query.order, part.c)
        matching = matching.order_by(value.nulls_last() if self.query.sort in NULLABLE else value, file_id)
        return matching if after_cursor is None else matching.where(after_cursor)

    def _select_matching(self, part: Subquery, range_column: str | None) -> Select[Any]:
        conditions = self._conditions(range_column, part.c).values()
        return select(part.c[self.query.sort], part.c.file_id).where(*conditions)

    def _select_with_texts(self, matching: Select[Any], limit: int) -> Select[Any]:
        """Select those of the first `limit` files whose texts match."""
        first = matching.limit(limit).subquery()
        return select(*first.c).where(self.engine.match_in_text(self._texts, first.c.file_id))

    # Sort a range and test its first files

    def _scan_range(self, source: _FileSource) -> _SearchResult | None:
        """Return None if too few of the tested files match."""
        if not self._texts:
            return self._sort_all(source, NO_TEXTS, is_few=False)
        in_order = self._select_sorted(self._select_part(source), source.range_column)
        matching = self._select_with_texts(in_order, TEXT_TESTS_IN_RANGE)
        positions = [Position(*row) for row in self.connection.execute(matching.limit(self.query.limit + 1))]
        is_full = len(positions) > self.query.limit
        return self._build_result(positions, self.query.limit, is_exact=False) if is_full else None

    @property
    def _texts(self) -> Criteria:
        """The criteria that only the texts can answer; columns answer the others."""
        return Criteria(self.terms, _value_tokens(self.values.keywords))

    # Scan an index in the wanted order

    def _scan_index(self, limit: int) -> _SearchResult | None:
        """Scan at most `limit` entries of each segment; return None if they hold too few matches."""
        needed, positions = self._needed_files, list[Position]()
        for segment in build_index_segments(self.query, search_files.c):
            window = self._select_window(segment, limit)
            matching = self._select_matching(window, None)
            if self._texts:
                matching = self._select_with_texts(matching, TEXT_TESTS)
            rows = self.connection.execute(matching.limit(needed - len(positions)))
            positions += [Position(*row) for row in rows]
            if len(positions) >= needed or not self._is_exhausted(segment, window, limit):
                is_full = len(positions) > self.query.limit
                return self._build_result(positions, len(positions) - 1, is_exact=False) if is_full else None
        return self._build_result(positions, len(positions), is_exact=True)

    def _select_window(self, segment: ColumnElement[bool], limit: int) -> Subquery:
        """Select the next entries of the sort index."""
        order = build_sort_keys(self.query.sort, self.query.order, search_files.c)
        return select(*self._columns(None)).where(segment).order_by(*order).limit(limit).subquery()

    def _is_exhausted(self, segment: ColumnElement[bool], window: Subquery, limit: int) -> bool:
        """Return whether the scan looked at every file of the segment."""
        if self._count(select(literal_column("1")).where(segment), limit) == limit:
            return False
        return not self._texts or self._count(self._select_matching(window, None), TEXT_TESTS) < TEXT_TESTS

    def _is_counted(self, result: _SearchResult) -> bool:
        """Return whether the result counts as many files as a first page should."""
        return result.is_exact or result.total >= self._needed_files - 1

    @property
    def _needed_files(self) -> int:
        """How many files a scan has to find."""
        page = self.query.limit + 1
        if self.query.after is not None or self._known_total is not None:
            return page
        return max(page, (COUNT_LIMIT_WITH_TEXTS if self._texts else COUNT_LIMIT) + 1)

    def _build_result(self, positions: list[Position], total: int, *, is_exact: bool) -> _SearchResult:
        known_total = self._known_total
        if known_total is not None:
            total, is_exact = known_total, True
        return _SearchResult(positions[: self.query.limit + 1], total, is_exact)

    @property
    def _known_total(self) -> int | None:
        """The total if the query names at most one value and nothing else; otherwise None."""
        return None if self.query.words or self._has_other_conditions else self.values.total

    @property
    def _has_other_conditions(self) -> bool:
        """Whether there are conditions other than words and values."""
        query = self.query
        by_id = query.pixels_read is not None or query.collection is not None
        is_narrowed = query.nsfw is False or query.favourite is False or by_id
        return is_narrowed or bool(build_ranges(query, search_files.c))

    def _count(self, rows: Select[Any], limit: int) -> int:
        return self.connection.execute(build_count(rows, limit)).scalar_one()


def _value_tokens(value_ids: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(map(value_token, value_ids))
