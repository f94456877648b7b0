"""Pages of the library, whatever is asked, in bounded time: at each step by the way that is short here.

1. *Few files have the words and values*, as the full-text index says at once: take them all, and sort.
2. *Few files lie in a range* of dates, sizes or scores, or in a folder: take the range, and sort.
3. *Many do*: then the first that fit are found soon in the index of the wanted order, unless they lie far away. Walk
   there, so far and no farther.
4. *They do not lie near, but in a range*: instead of walking on, sort the range, and test the words of its first files.
5. *They lie far away*: take all, by the full-text index or a range, and sort. This may take long.

What each way costs, and what falls to the fifth, is measured in benchmarks/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, literal_column, select, true

from app.catalog.library.library_files import find_library_files
from app.catalog.search.conditions import (
    NULLABLE,
    Columns,
    Conditions,
    behind,
    equalities,
    in_order,
    ranges,
    segments,
)
from app.catalog.search.engines import SearchEngine, Wanted, counted, engine_for
from app.catalog.search.facets import NamedValues, find_named
from app.catalog.search.indexing import MARK, count_pending
from app.catalog.search.query import LibraryPage, LibraryQuery, Position, cursor_of
from app.catalog.search.schema import search_files

FEW = 12_000
"""Files that are fetched and sorted in some 30 ms."""

NEAR = 5_000
"""Entries of an index that are looked at in a millisecond or two."""

WALKED = 60_000
"""The same, in some 20 ms."""

RANGED = 150_000
"""Entries of a range's index that are sorted in some 40 ms."""

TESTED = 8_000
"""Texts that are read in some 40 ms."""

TESTED_OF_RANGE = 3_000
"""The same beside the sorting, which takes the longer the more of the first are wanted."""

NOTHING: ColumnElement[int] = literal_column("0")
"""As a number that the database reads in the query: PostgreSQL then counts nothing."""

COUNTED = 1_000
"""So many files the first page of a walk counts, and fewer where texts have to be looked up."""
COUNTED_BY_LOOKING_UP = 200

NO_TEXTS = Wanted((), ())


def search_library(connection: Connection, query: LibraryQuery) -> LibraryPage:
    """One page; the first one says how many files there are."""
    pending = count_pending(connection)
    values = find_named(connection, query)
    if values is None:
        return LibraryPage([], None, 0 if query.after is None else None, True, pending)
    found = _Search(connection, query, values, engine_for(connection)).run()
    places = found.places[: query.limit]
    files = find_library_files(connection, [place.file_id for place in places])
    return LibraryPage(
        files=[files[place.file_id] for place in places if place.file_id in files],
        next=cursor_of(places[-1], query) if len(found.places) > query.limit else None,
        total=found.total if query.after is None else None,
        is_total_exact=found.is_exact,
        pending=pending,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    places: list[Position]
    """One more than the page holds, if there is more."""
    total: int
    """Of the first page only."""
    is_exact: bool
    """Else there are more."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Files from which a page is taken."""

    condition: ColumnElement[bool]
    name: str | None = None
    """The column whose range it is."""


@dataclass(slots=True)
class _Search:
    connection: Connection
    query: LibraryQuery
    values: NamedValues
    engine: SearchEngine

    def run(self) -> _Found:
        wanted = Wanted(self.query.terms(), _marks(self.values.numbers))
        bounds = [bound.condition for bound in self._bounds()]
        if wanted and (hits := self.engine.few_hits(wanted, bounds, FEW)) is not None:
            known = None if self._asks_more else hits.number
            return self._sorted(_Source(hits.among), NO_TEXTS, is_few=True, known=known)
        if (narrowest := self._narrowest(FEW)) is not None:
            return self._sorted(narrowest, self._texts, is_few=True)
        found = self._walked(NEAR)
        if found is None and (narrowest := self._narrowest(RANGED)) is not None:
            found = self._ranged(narrowest)
        elif found is None or not self._is_counted(found):
            found = self._walked(WALKED)
        if found is None and wanted:
            found = self._sorted(_Source(self.engine.hits(wanted)), NO_TEXTS, is_few=False)
        return found or self._sorted(next(self._bounds(), _Source(true())), self._texts, is_few=False)

    def _bounds(self) -> Iterator[_Source]:
        return (_Source(bound, name) for name, bound in ranges(self.query, search_files.c).items())

    def _narrowest(self, limit: int) -> _Source | None:
        """Of the ranges, the one that the fewest files are expected in, if they are `limit` at most."""
        within = ((self.engine.expected(bound.condition, limit + 1), bound) for bound in self._bounds())
        files, narrowest = min(within, key=itemgetter(0), default=(limit + 1, None))
        return narrowest if files <= limit else None

    # All that fit, sorted

    def _sorted(self, source: _Source, texts: Wanted, *, is_few: bool, known: int | None = None) -> _Found:
        """Of the files that `source` leaves, whose words are still to be tested where there are `texts`."""
        part = self._part(source)
        page = self._in_order(part, source.name).limit(self.query.limit + 1)
        if texts:
            page = page.where(self.engine.fits(texts, part.c.file_id))
        if is_few and known is None and self.query.after is None:
            page = page.add_columns(func.count().over())
        rows = self.connection.execute(page).all()
        places = [Position(row[0], row[1]) for row in rows]
        if len(places) <= self.query.limit or self.query.after is not None:
            return _Found(places, len(places), True)
        if known is not None:
            return _Found(places, known, True)
        return _Found(places, rows[0][2], True) if is_few else _Found(places, self.query.limit, False)

    def _part(self, source: _Source) -> Subquery:
        """What `source` leaves. It alone chooses the index: an offset is what neither database looks behind.

        A range comes in the direction of the wanted order: what was taken later was often added later, too, and to
        find the first of what comes sorted is easy.
        """
        part = select(*self._columns(source.name)).where(source.condition)
        if source.name is not None:
            part = part.order_by(*in_order(source.name, self.query.order, search_files.c))
        return part.offset(NOTHING).subquery()

    def _columns(self, bound: str | None) -> Iterator[ColumnElement[Any]]:
        """All that is still asked of a file but its words: each column that a subquery passes on costs something."""
        return (search_files.c[name] for name in dict.fromkeys((self.query.sort, "file_id", *self._asked(bound))))

    def _asked(self, bound: str | None, columns: Columns = search_files.c) -> Conditions:
        """Values and ranges, but for the range of `bound`: all of the files lie in it."""
        return ranges(self.query, columns, but=bound) | equalities(self.query, self.values, columns)

    def _in_order(self, part: Subquery, bound: str | None) -> Select[Any]:
        """What fits, behind the cursor."""
        rest, fitting = behind(self.query, part.c), self._fitting(part, bound)
        place, file_id = in_order(self.query.sort, self.query.order, part.c)
        fitting = fitting.order_by(place.nulls_last() if self.query.sort in NULLABLE else place, file_id)
        return fitting if rest is None else fitting.where(rest)

    def _fitting(self, part: Subquery, bound: str | None) -> Select[Any]:
        return select(part.c[self.query.sort], part.c.file_id).where(*self._asked(bound, part.c).values())

    def _with_texts(self, fitting: Select[Any], tested: int) -> Select[Any]:
        """Of the first that fit, those that have the words."""
        first = fitting.limit(tested).subquery()
        return select(*first.c).where(self.engine.fits(self._texts, first.c.file_id))

    # The first that fit of a range

    def _ranged(self, bound: _Source) -> _Found | None:
        """None when too few of those that were tested have the words."""
        if not self._texts:
            return self._sorted(bound, NO_TEXTS, is_few=False)
        found = self._with_texts(self._in_order(self._part(bound), bound.name), TESTED_OF_RANGE)
        places = [Position(*row) for row in self.connection.execute(found.limit(self.query.limit + 1))]
        return self._counted(places, self.query.limit, is_exact=False) if len(places) > self.query.limit else None

    @property
    def _texts(self) -> Wanted:
        """What only texts can tell; columns have the rest."""
        return Wanted(self.query.terms(), _marks(self.values.keywords))

    # The first that fit, on a walk through an order

    def _walked(self, reach: int) -> _Found | None:
        """None when the walk would lead too far."""
        need, places = self._need, list[Position]()
        for segment in segments(self.query, search_files.c):
            window = self._window(segment, reach)
            fitting = self._fitting(window, None)
            if self._texts:
                fitting = self._with_texts(fitting, TESTED)
            rows = self.connection.execute(fitting.limit(need - len(places)))
            places += [Position(*row) for row in rows]
            if len(places) >= need or not self._was_all(segment, window, reach):
                is_page = len(places) > self.query.limit
                return self._counted(places, len(places) - 1, is_exact=False) if is_page else None
        return self._counted(places, len(places), is_exact=True)

    def _window(self, segment: ColumnElement[bool], reach: int) -> Subquery:
        """The next entries of an index."""
        order = in_order(self.query.sort, self.query.order, search_files.c)
        return select(*self._columns(None)).where(segment).order_by(*order).limit(reach).subquery()

    def _was_all(self, segment: ColumnElement[bool], window: Subquery, reach: int) -> bool:
        """Whether there is nothing of this part of the order that was not looked at."""
        if self._count(select(literal_column("1")).where(segment), reach) == reach:
            return False
        return not self._texts or self._count(self._fitting(window, None), TESTED) < TESTED

    def _is_counted(self, found: _Found) -> bool:
        """Whether as many were counted as a first page wants to be."""
        return found.is_exact or found.total >= self._need - 1

    @property
    def _need(self) -> int:
        """How many files a walk has to find."""
        shown = self.query.limit + 1
        if self.query.after is not None or self._known_total is not None:
            return shown
        return max(shown, (COUNTED_BY_LOOKING_UP if self._texts else COUNTED) + 1)

    def _counted(self, places: list[Position], total: int, *, is_exact: bool) -> _Found:
        known = self._known_total
        if known is not None:
            total, is_exact = known, True
        return _Found(places[: self.query.limit + 1], total, is_exact)

    @property
    def _known_total(self) -> int | None:
        """Where nothing but one value is asked for, or nothing at all."""
        return None if self.query.words or self._asks_more else self.values.total

    @property
    def _asks_more(self) -> bool:
        """Whether there are conditions beside words and values."""
        query = self.query
        return query.nsfw is False or query.favourite is False or bool(ranges(query, search_files.c))

    def _count(self, rows: Select[Any], limit: int) -> int:
        return self.connection.execute(counted(rows, limit)).scalar_one()


def _marks(numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{MARK}{number}" for number in numbers)
