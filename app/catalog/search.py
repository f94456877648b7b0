"""Pages of the library, whatever is asked, in bounded time: at each step by the way that is short here.

1. *Few files have the words and values*, as the full-text index says at once: take them all, and sort.
2. *Few files lie in a range* of dates, sizes or scores, or in a folder: take the range, and sort.
3. *Many do*: then the first that fit are found soon in the index of the wanted order, unless they lie far away. Walk
   there, so far and no farther.
4. *They lie far away, in a range*: sort the range, and test the words of its first files.
5. *They lie far away*: take all, by the full-text index or a range, and sort. This may take long.

What each way costs, and what falls to the fifth, is measured in benchmarks/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, select, true

from app.catalog.facets import NamedValues, find_named
from app.catalog.indexing import MARK, count_pending
from app.catalog.library import find_library_files
from app.catalog.search_conditions import NULLABLE, behind, equalities, in_order, ranges, segments
from app.catalog.search_engines import SearchEngine, Wanted, engine_for
from app.catalog.search_query import LibraryPage, LibraryQuery, Position, cursor_of
from app.catalog.search_schema import FILTERED, search_files

FEW = 12_000
"""Files that are fetched and sorted in some 30 ms."""

WALKED = 60_000
"""Entries of an index that are looked at in some 20 ms."""

WALKED_WITH_PATHS = 10_000
"""Where each entry's path must be looked up beside the index."""

RANGED = 150_000
"""Entries of a range's index that are sorted in some 40 ms."""

TESTED = 8_000
"""Texts that are read in some 40 ms."""

EVERYTHING = 1 << 62

COUNTED = 1_000
"""So many files the first page of a walk counts, and fewer where texts or paths have to be looked up."""
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


@dataclass(slots=True)
class _Search:
    connection: Connection
    query: LibraryQuery
    values: NamedValues
    engine: SearchEngine

    def run(self) -> _Found:
        columns, texts = search_files.c, self._texts
        wanted = Wanted(self.query.terms(), _marks(self.values.numbers))
        if wanted and (hits := self.engine.few_hits(wanted, columns.file_id, FEW)) is not None:
            known = None if self._asks_more else hits.number
            return self._sorted(hits.among, NO_TEXTS, is_few=True, known=known)
        bounds = list(ranges(self.query, columns))
        if (narrowest := self._narrowest(bounds, FEW)) is not None:
            return self._sorted(narrowest, texts, is_few=True)
        found = self._walked()
        if found is None and texts and (narrowest := self._narrowest(bounds, RANGED)) is not None:
            found = self._ranged(narrowest)
        if found is None and wanted:
            found = self._sorted(columns.file_id.in_(self.engine.hits(wanted)), NO_TEXTS, is_few=False)
        return found or self._sorted(bounds[0] if bounds else true(), texts, is_few=False)

    def _narrowest(self, bounds: list[ColumnElement[bool]], limit: int) -> ColumnElement[bool] | None:
        """The one that the fewest files fit, if they are `limit` at most."""
        counted = [(self._count(select(search_files.c.file_id).where(bound), limit + 1), bound) for bound in bounds]
        files, narrowest = min(counted, key=itemgetter(0), default=(limit + 1, None))
        return narrowest if files <= limit else None

    # All that fit, sorted

    def _sorted(self, source: ColumnElement[bool], texts: Wanted, *, is_few: bool, known: int | None = None) -> _Found:
        """Of the files that `source` leaves, whose words are still to be tested where there are `texts`."""
        part = self._part(source, EVERYTHING)
        page = self._in_order(part).limit(self.query.limit + 1)
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

    def _part(self, source: ColumnElement[bool], limit: int) -> Subquery:
        """What `source` leaves. It alone chooses the index: a limit is what neither database looks behind."""
        return select(*self._columns()).where(source).limit(limit).subquery()

    def _in_order(self, part: Subquery) -> Select[Any]:
        """What fits, behind the cursor."""
        rest, fitting = behind(self.query, part.c), self._fitting(part)
        nulls = [part.c[self.query.sort].is_(None)] if self.query.sort in NULLABLE else []
        fitting = fitting.order_by(*nulls, *in_order(self.query, part.c))
        return fitting if rest is None else fitting.where(rest)

    def _fitting(self, part: Subquery) -> Select[Any]:
        """What has the values and lies in the ranges that are asked for."""
        fits = (*ranges(self.query, part.c), *equalities(self.query, self.values, part.c))
        return select(part.c[self.query.sort], part.c.file_id).where(*fits)

    def _tested(self, fitting: Select[Any]) -> Select[Any]:
        """Of the first that fit, those that have the words."""
        first = fitting.limit(TESTED).subquery()
        return select(*first.c).where(self.engine.fits(self._texts, first.c.file_id))

    # The first that fit of a range

    def _ranged(self, bound: ColumnElement[bool]) -> _Found | None:
        """None when too few of those that were tested have the words."""
        found = self._tested(self._in_order(self._part(bound, RANGED)))
        places = [Position(*row) for row in self.connection.execute(found.limit(self._need))]
        return self._counted(places, len(places) - 1, is_exact=False) if len(places) > self.query.limit else None

    @property
    def _texts(self) -> Wanted:
        """What only texts can tell; columns have the rest."""
        return Wanted(self.query.terms(), _marks(self.values.keywords))

    # The first that fit, on a walk through an order

    def _walked(self) -> _Found | None:
        """None when the walk led too far."""
        need, places = self._need, list[Position]()
        for segment in segments(self.query, search_files.c):
            window = self._window(segment)
            fitting = self._fitting(window)
            if self._texts:
                fitting = self._tested(fitting)
            rows = self.connection.execute(fitting.limit(need - len(places)))
            places += [Position(*row) for row in rows]
            if len(places) >= need or not self._was_all(segment, window):
                is_page = len(places) > self.query.limit
                return self._counted(places, len(places) - 1, is_exact=False) if is_page else None
        return self._counted(places, len(places), is_exact=True)

    def _window(self, segment: ColumnElement[bool]) -> Subquery:
        """The next entries of an index."""
        order = in_order(self.query, search_files.c)
        return select(*self._columns()).where(segment).order_by(*order).limit(self._reach).subquery()

    def _columns(self) -> Iterator[ColumnElement[Any]]:
        """All that is asked of a file but its words; every index holds them, except a path."""
        path = [] if self.query.folder is None else ["path"]
        names = dict.fromkeys((self.query.sort, "file_id", *FILTERED, *path))
        return (search_files.c[name] for name in names)

    @property
    def _reach(self) -> int:
        return WALKED if self.query.folder is None or self.query.sort == "path" else WALKED_WITH_PATHS

    def _was_all(self, segment: ColumnElement[bool], window: Subquery) -> bool:
        """Whether there is nothing of this part of the order that was not looked at."""
        if self._count(select(search_files.c.file_id).where(segment), self._reach) == self._reach:
            return False
        return not self._texts or self._count(self._fitting(window), TESTED) < TESTED

    @property
    def _need(self) -> int:
        """How many files a walk has to find."""
        shown = self.query.limit + 1
        if self.query.after is not None or self._known_total is not None:
            return shown
        is_dear = bool(self._texts) or self._reach < WALKED
        return max(shown, (COUNTED_BY_LOOKING_UP if is_dear else COUNTED) + 1)

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
        return query.nsfw is False or query.favourite is False or any(True for _ in ranges(query, search_files.c))

    def _count(self, ids: Select[Any], limit: int) -> int:
        return self.connection.execute(select(func.count()).select_from(ids.limit(limit).subquery())).scalar_one()


def _marks(numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{MARK}{number}" for number in numbers)
