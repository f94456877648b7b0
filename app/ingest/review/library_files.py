"""Views of the library: parts of a search's result, found by their place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.catalog import Catalog, LibraryFile, LibraryQuery
from app.ingest.review.file_views import FileView, FileViews, ViewOrder, Window


@dataclass(frozen=True, slots=True)
class LibraryWindow:
    """A part of a view."""

    view: FileView
    first: int
    """The place of the first file in the view, from 0."""
    files: Sequence[LibraryFile]
    pending: int
    """Library changes that are not indexed yet."""


class LibraryFiles:
    """Reads parts of views of the library."""

    def __init__(self, catalog: Catalog, views: FileViews) -> None:
        self._catalog = catalog
        self._views = views

    async def window(self, query: LibraryQuery, window: Window) -> LibraryWindow:
        """Return a part of a view; the query's limit and cursor do not matter."""
        key = replace(query, after=None, limit=1)

        async def find_order() -> ViewOrder:
            found = await self._catalog.search.order(query)
            return ViewOrder(found.ids, found.dates)

        view = await self._views.get(key, window.view, find_order)
        files = await self._load(window.ids_in(view))
        if len(files) < len(window.ids_in(view)):
            self._views.forget(view)
            view = await self._views.get(key, "", find_order)
            files = await self._load(window.ids_in(view))
        pending = await self._catalog.search.count_pending()
        return LibraryWindow(view, window.first_place(view), files, pending)

    async def _load(self, ids: Sequence[int]) -> list[LibraryFile]:
        """Return those of the files that still exist, in this order."""
        found = await self._catalog.library.files(ids)
        return [found[file_id] for file_id in ids if file_id in found]
