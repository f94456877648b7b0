"""`catalog.saved_searches` and `catalog.collections`. Collections are changed by `catalog.library_edits`."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog.collections import places, searches
from app.catalog.collections.searches import SavedSearch
from app.catalog.database.database import Database, Read, Write
from app.domain.review.collections import FilePlace


class CollectionStore:
    """Reads of the collections of files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file_places(self, file_ids: Sequence[int]) -> Read[dict[int, tuple[FilePlace, ...]]]:
        """Return the places that files have in collections, by file; those that are in none are left out."""
        return self._database.read(lambda c: places.load_file_places(c, file_ids))


class SavedSearchStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Read[list[SavedSearch]]:
        """Return all saved searches, in order of name."""
        return self._database.read(searches.list_searches)

    def add(self, name: str, search: str, at: float) -> Write[SavedSearch]:
        """Save a search; `at` in Unix seconds. Raises SearchNameTakenError, TooManySearchesError."""
        return self._database.write(lambda c: searches.add_search(c, name, search, at))

    def change(self, search_id: int, *, name: str | None, search: str | None) -> Write[SavedSearch | None]:
        """Rename a search, or replace what it asks; None leaves a value as it is. Raises SearchNameTakenError.

        Returns None if there is no such search.
        """
        return self._database.write(lambda c: searches.change_search(c, search_id, name, search))

    def delete(self, search_id: int) -> Write[bool]:
        """Delete a search; False if there is no such search."""
        return self._database.write(lambda c: searches.delete_search(c, search_id))
