"""Steps over library files, and what pages that show the library are told of them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.catalog import Catalog, LibraryQuery, LibraryStep, LibraryStepResult, OnStepProgress
from app.domain.review.library_edits import LibraryEdit
from app.ingest.review.file_views import FileViews
from app.ingest.review.keywords import join_file_keywords
from app.live import Hub

IDS_SENT = 1_000
"""The most files that an event names. Of a larger step, pages load again what they show."""
PROGRESS_INTERVAL_S = 0.1
"""The shortest time between two reports on one step."""


@dataclass(frozen=True, slots=True)
class LibrarySelection:
    """The library files that are named, or all that a search finds, with exceptions."""

    file_ids: tuple[int, ...] = ()
    query: LibraryQuery | None = None
    """None: the named files are meant. Page and order do not matter."""
    listed: str = ""
    """Token of a view of `query`: the files that it shows are meant, as long as it is kept."""
    except_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a step."""

    who: str
    request: str = ""
    """The caller's own name for the request, by which it knows its events."""


class LibraryEdits:
    """Makes steps, undoes them and does them again; and publishes that on the channel of the library."""

    def __init__(self, catalog: Catalog, views: FileViews, hub: Hub) -> None:
        self._catalog = catalog
        self._views = views
        self._hub = hub

    async def make_step(self, selection: LibrarySelection, edit: LibraryEdit, caller: Caller) -> LibraryStepResult:
        """Do `edit` to all selected files, or to none. Raises `KeywordsFullError`."""
        ids = await self.find_ids(selection)
        result = await self._catalog.library_edits.make_step(
            ids, edit, join_file_keywords, self.report_to(caller), who=caller.who, at=time.time()
        )
        self.publish("made", result, caller)
        return result

    async def undo_step(self, step_id: int | None, caller: Caller) -> LibraryStepResult:
        """Undo the newest step; refuse any other than `step_id`, if it is given. Raises `StepRefusedError`."""
        result = await self._catalog.library_edits.undo_step(step_id, self.report_to(caller), at=time.time())
        self.publish("undone", result, caller)
        return result

    async def redo_step(self, step_id: int | None, caller: Caller) -> LibraryStepResult:
        """Do the step again that was undone last. Raises as `undo_step` does."""
        result = await self._catalog.library_edits.redo_step(step_id, self.report_to(caller), at=time.time())
        self.publish("redone", result, caller)
        return result

    async def steps(self) -> list[LibraryStep]:
        """Return the steps, newest first."""
        return await self._catalog.library_edits.steps()

    async def find_ids(self, selection: LibrarySelection) -> NDArray[np.int64]:
        """Return the ids of the selected files, in ascending order."""
        ids = np.array(selection.file_ids, np.int64)
        if selection.query is not None:
            view = self._views.find(selection.listed)
            if view is not None and isinstance(view.key, LibraryQuery) and _is_alike(view.key, selection.query):
                ids = view.order.ids
            else:
                ids = (await self._catalog.search.order(selection.query)).ids
        return np.setdiff1d(ids, np.array(sorted(selection.except_ids), np.int64))

    def publish(self, how: str, result: LibraryStepResult, caller: Caller) -> None:
        """Tell pages that a step was made, undone or redone; nothing if there is none."""
        if result.step is None:
            return
        step, ids = result.step, result.file_ids
        change = step.edit.collection
        event = {
            "how": how,
            "request": caller.request,
            "step": step.step_id,
            "who": caller.who,
            "files": len(ids),
            "lists": step.edit.changes_lists,
            "collection": None if change is None else {"id": change.collection_id, "act": change.act},
            "ids": ids.tolist() if len(ids) <= IDS_SENT else None,
        }
        self._hub.library.publish("step", event)

    def report_to(self, caller: Caller) -> OnStepProgress:
        """Return what tells the caller how far a step is; it is called in the writer's thread."""
        loop, reported_at = asyncio.get_running_loop(), time.monotonic()

        def report(done: int, total: int) -> None:
            nonlocal reported_at
            if caller.request and time.monotonic() - reported_at >= PROGRESS_INTERVAL_S:
                reported_at = time.monotonic()
                document = {"request": caller.request, "done": done, "total": total}
                loop.call_soon_threadsafe(self._hub.library.tell, "progress", document)

        return report


def _is_alike(one: LibraryQuery, other: LibraryQuery) -> bool:
    """Whether two queries have the same filters."""
    page = LibraryQuery()
    return replace(one, sort=page.sort, order=page.order, limit=1, after=None) == replace(
        other, sort=page.sort, order=page.order, limit=1, after=None
    )
