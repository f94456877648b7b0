"""The preview of a commit: what it would change in the library. Users choose and edit here while nothing else runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.catalog import DeletedSessionError, PreviewCounts, Selection
from app.domain.preview import Choice
from app.domain.progress import COMMITTABLE
from app.ingest.context import IngestContext
from app.ingest.disk.mounts import MountCheck
from app.ingest.relations import explain_withheld
from app.ingest.sessions.states import SessionStates, WrongStatusError


@dataclass(frozen=True, slots=True)
class PreviewSummary:
    """The counts of a preview."""

    counts: PreviewCounts
    gone_withheld: str
    """Why no library file is called gone; empty when they are."""


class Preview:
    """What a commit of a session would do to the library."""

    def __init__(self, context: IngestContext, states: SessionStates) -> None:
        self._catalog = context.catalog
        self._relations = context.relations
        self._locks = context.locks
        self._states = states

    async def refresh(self, session_id: str) -> None:
        """Update the relations to the library before they are shown. Does nothing while the session runs.

        Raises `DeletedSessionError` or `UnknownSessionError`.
        """
        progress = await self._states.load(session_id)
        if progress.status in COMMITTABLE:
            async with self._locks.get(session_id):
                await self._relations.refresh(session_id)

    async def show(self, session_id: str) -> PreviewSummary:
        """Return the counts of the refreshed preview. Raises as `refresh` does."""
        await self.refresh(session_id)
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise DeletedSessionError(session_id)
        mounts = MountCheck(row.parameters.directories)
        withheld = await asyncio.to_thread(explain_withheld, row, mounts) if row.related_to is not None else ""
        return PreviewSummary(await self._catalog.preview.counts(session_id), withheld)

    async def choose(self, session_id: str, selection: Selection, choice: Choice) -> PreviewSummary:
        """Set the choice for all files of the selection, and return the new counts.

        Raises `WrongStatusError` while the session is read or committed.
        """
        async with self._lock_for_change(session_id):
            after_id: int | None = 0
            while after_id is not None:
                after_id = await self._catalog.preview.choose(session_id, selection, choice, after_id)
        return await self.show(session_id)

    async def edit(self, session_id: str, file_id: int, values: Mapping[str, object], choice: Choice | None) -> None:
        """Change values and the choice of one staged file.

        Raises `WrongStatusError`, `UnknownFileError`, and `NotEditableError` for values of a file without findings.
        """
        async with self._lock_for_change(session_id):
            if values:
                await self._catalog.preview.edit(session_id, file_id, values)
            if choice is not None:
                one = Selection(file_ids=(file_id,))
                await self._catalog.preview.choose(session_id, one, choice, 0)
        await self._states.recount(session_id)

    async def revert(self, session_id: str, file_id: int) -> None:
        """Discard the edits of one staged file. Raises as `edit` does."""
        async with self._lock_for_change(session_id):
            await self._catalog.preview.revert(session_id, file_id)
        await self._states.recount(session_id)

    @asynccontextmanager
    async def _lock_for_change(self, session_id: str) -> AsyncIterator[None]:
        """Hold the session's lock, with relations refreshed. Raises `WrongStatusError`."""
        async with self._locks.get(session_id):
            progress = await self._states.load(session_id)
            if progress.status not in COMMITTABLE:
                raise WrongStatusError(f"the preview of a session that is {progress.status} cannot be changed")
            await self._relations.refresh(session_id)
            yield
