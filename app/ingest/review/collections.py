"""Collections and saved searches of the library, and what pages that show the library are told of them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from app.catalog import Catalog, CollectionCount, LibraryQuery, LibraryStepResult, SavedSearch
from app.domain.review.collections import CollectionAct
from app.ingest.review.library_edits import Caller, LibraryEdits, LibrarySelection
from app.live import Hub


class Collections:
    """Makes the steps of collections, which `LibraryEdits` undoes and does again."""

    def __init__(self, catalog: Catalog, edits: LibraryEdits) -> None:
        self._catalog = catalog
        self._edits = edits

    async def all(self) -> list[CollectionCount]:
        """Return all collections and the number of their files, in the order of the tree."""
        return await self._catalog.search.collections()

    async def create(self, name: str, parent_id: int | None, caller: Caller) -> LibraryStepResult:
        """Raises UnknownCollectionError for its parent, CollectionNameTakenError and CollectionRefusedError."""
        store = self._catalog.library_edits
        return self._publish(await store.make_collection(name, parent_id, who=caller.who, at=time.time()), caller)

    async def change(
        self, collection_id: int, name: str | None, move_to: tuple[int | None] | None, caller: Caller
    ) -> LibraryStepResult:
        """Rename a collection unless `name` is None, and move it unless `move_to` is None. Raises as `create`."""
        store = self._catalog.library_edits
        result = await store.change_collection(
            collection_id, name=name, move_to=move_to, who=caller.who, at=time.time()
        )
        return self._publish(result, caller)

    async def delete(self, collection_id: int, caller: Caller) -> LibraryStepResult:
        """Delete a collection and all below it. The files stay. Raises UnknownCollectionError."""
        store = self._catalog.library_edits
        return self._publish(await store.delete_collection(collection_id, who=caller.who, at=time.time()), caller)

    async def change_files(
        self, collection_id: int, selection: LibrarySelection, act: CollectionAct, caller: Caller
    ) -> LibraryStepResult:
        """Add the selected files to a collection, or remove them. Raises UnknownCollectionError."""
        ids, report = await self._edits.find_ids(selection), self._edits.report_to(caller)
        result = await self._catalog.library_edits.change_collection_files(
            ids, act, collection_id, report, who=caller.who, at=time.time()
        )
        return self._publish(result, caller)

    async def order_files(
        self, collection_id: int, file_ids: Sequence[int], before: int | None, caller: Caller
    ) -> LibraryStepResult:
        """Put files of a collection before another one, or at its end. Raises CollectionRefusedError."""
        result = await self._catalog.library_edits.order_collection_files(
            collection_id, file_ids, before, who=caller.who, at=time.time()
        )
        return self._publish(result, caller)

    def _publish(self, result: LibraryStepResult, caller: Caller) -> LibraryStepResult:
        self._edits.publish("made", result, caller)
        return result


class SavedSearches:
    def __init__(self, catalog: Catalog, hub: Hub) -> None:
        self._catalog = catalog
        self._hub = hub

    async def all(self) -> list[SavedSearch]:
        """Return all saved searches, in order of name."""
        return await self._catalog.saved_searches.all()

    async def count(self, queries: Sequence[LibraryQuery]) -> list[int]:
        """Return how many files match each of the queries now."""
        return await self._catalog.search.counts(queries)

    async def add(self, name: str, search: str, caller: Caller) -> SavedSearch:
        """Raises SearchNameTakenError and TooManySearchesError."""
        saved = await self._catalog.saved_searches.add(name, search, time.time())
        self._publish(caller)
        return saved

    async def change(self, search_id: int, name: str | None, search: str | None, caller: Caller) -> SavedSearch | None:
        """Rename a search, or replace what it asks. None if there is none. Raises SearchNameTakenError."""
        saved = await self._catalog.saved_searches.change(search_id, name=name, search=search)
        if saved is not None:
            self._publish(caller)
        return saved

    async def delete(self, search_id: int, caller: Caller) -> bool:
        """Delete a search; False if there is none."""
        is_deleted = await self._catalog.saved_searches.delete(search_id)
        if is_deleted:
            self._publish(caller)
        return is_deleted

    def _publish(self, caller: Caller) -> None:
        self._hub.library.publish("searches", {"who": caller.who, "request": caller.request})
