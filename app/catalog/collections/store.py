"""`catalog.saved_searches`: reads and writes of saved searches. Collections are changed by `catalog.library_edits`."""

from __future__ import annotations

from app.catalog.collections import searches
from app.catalog.collections.searches import SavedSearch
from app.catalog.database.database import Database, Read, Write


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
