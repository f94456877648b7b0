"""`catalog.search`: search the library by words and values."""

from __future__ import annotations

from app.catalog.database.database import Database, Read
from app.catalog.search import indexing
from app.catalog.search.facets import Facets, find_keywords, load_facets
from app.catalog.search.order import LibraryOrder, find_order
from app.catalog.search.pages import search_library
from app.catalog.search.query import LibraryPage, LibraryQuery


class SearchStore:
    """Reads of the search index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, query: LibraryQuery) -> Read[LibraryPage]:
        """Return one page of the library files that match `query`."""
        return self._database.read(lambda c: search_library(c, query))

    def order(self, query: LibraryQuery) -> Read[LibraryOrder]:
        """Return the ids of all library files that match `query`, in order."""
        return self._database.read(lambda c: find_order(c, query))

    def count_pending(self) -> Read[int]:
        """Return how many library changes are not indexed yet, counted up to 10,000."""
        return self._database.read(indexing.count_pending)

    def facets(self) -> Read[Facets]:
        """Return the values by which the library can be filtered, and how many files have each."""
        return self._database.read(load_facets)

    def keywords(self, prefix: str = "", limit: int = 100) -> Read[list[tuple[str, int]]]:
        """Return keywords that begin with `prefix` and how many files have each, most frequent first."""
        return self._database.read(lambda c: find_keywords(c, prefix, limit))
