"""`catalog.search`: search the library by words and values."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from app.catalog.database.database import Database, Read
from app.catalog.search import indexing
from app.catalog.search.columns.clusters import Clusters
from app.catalog.search.columns.collections import CollectionCount
from app.catalog.search.columns.counts import Facets
from app.catalog.search.columns.day_counts import CalendarYear
from app.catalog.search.columns.folders import FolderLevel, FolderTree
from app.catalog.search.columns.snapshot import RecordColumns
from app.catalog.search.completions import Completions, complete_query
from app.catalog.search.facets import find_keywords
from app.catalog.search.language.values import PlaceBox
from app.catalog.search.order import LibraryOrder, add_companions, find_order
from app.catalog.search.pages import (
    count_matches,
    load_calendar,
    load_clusters,
    load_collections,
    load_facets,
    search_library,
)
from app.catalog.search.query import LibraryPage, LibraryQuery


class SearchStore:
    """Reads of the search index."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = RecordColumns()
        self._folders = FolderTree()

    def page(self, query: LibraryQuery) -> Read[LibraryPage]:
        """Return one page of the library files that match `query`."""
        return self._database.read(lambda c: search_library(c, query, self._columns))

    def order(self, query: LibraryQuery) -> Read[LibraryOrder]:
        """Return the ids of all library files that match `query`, in order."""
        return self._database.read(lambda c: find_order(c, query, self._columns))

    def with_companions(self, main_ids: NDArray[np.int64]) -> Read[NDArray[np.int64]]:
        """Return these main files, each with the companions of its item after it."""
        return self._database.read(lambda c: add_companions(c, main_ids).ids)

    def count_pending(self) -> Read[int]:
        """Return how many library changes are not indexed yet, counted up to 10,000."""
        return self._database.read(indexing.count_pending)

    def facets(self, query: LibraryQuery) -> Read[Facets]:
        """Return the values of the files that match `query`, and how many files have each."""
        return self._database.read(lambda c: load_facets(c, query, self._columns))

    def collections(self) -> Read[list[CollectionCount]]:
        """Return all collections, and how many files of the library each has, in the order of the tree."""
        return self._database.read(lambda c: load_collections(c, self._columns))

    def folder_levels(
        self, folders: Sequence[str], roots: Collection[str], *, offset: int, limit: int
    ) -> Read[list[FolderLevel]]:
        """Return the folders with files that are in each of `folders`; see `FolderTree.list_levels`."""
        return self._database.read(
            lambda c: self._folders.list_levels(c, self._columns.follow(c), folders, roots, offset=offset, limit=limit)
        )

    def calendar(self, query: LibraryQuery, year: int | None) -> Read[CalendarYear]:
        """Return how many of the files that match were taken on each day of a year; None: of the latest one."""
        return self._database.read(lambda c: load_calendar(c, query, self._columns, year))

    def clusters(self, query: LibraryQuery, box: PlaceBox, zoom: int) -> Read[Clusters]:
        """Return where the files that match were taken, of those in a box as clusters at a zoom."""
        return self._database.read(lambda c: load_clusters(c, query, self._columns, box, zoom))

    def counts(self, queries: Sequence[LibraryQuery]) -> Read[list[int]]:
        """Return how many files match each of the queries."""
        return self._database.read(lambda c: [count_matches(c, query, self._columns) for query in queries])

    def completions(self, text: str, place: int, limit: int) -> Read[Completions]:
        """Return what may be meant by the part of a query that ends at character `place`."""
        return self._database.read(lambda c: complete_query(c, text, place, limit))

    def keywords(self, prefix: str = "", limit: int = 100) -> Read[list[tuple[str, int]]]:
        """Return keywords that begin with `prefix` and how many files have each, most frequent first."""
        return self._database.read(lambda c: find_keywords(c, prefix, limit))
