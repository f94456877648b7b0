"""The preview of a commit: what it would change in the library. Users choose and edit here while nothing else runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.catalog import (
    DeletedSessionError,
    EditResult,
    EditStep,
    PreviewCounts,
    Selection,
)
from app.domain.progress import COMMITTABLE
from app.domain.review.edit_steps import FileEdit
from app.ingest.context import IngestContext
from app.ingest.disk.mounts import MountCheck
from app.ingest.relations import explain_withheld
from app.ingest.review.keywords import merge_keywords
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

    async def make_step(
        self, session_id: str, selection: Selection, edit: FileEdit, who: str, *, strict: bool = False
    ) -> EditResult:
        """Do `edit` to all selected files, or to none.

        Files that were not read keep their values. With `strict`, for a single file, they raise `NotEditableError`, and
        a selection without files raises `UnknownFileError`. Raises `WrongStatusError` while the session is read or
        committed, and `KeywordsFullError`.
        """
        async with self._lock_for_change(session_id):
            result = await self._catalog.preview.make_step(
                session_id, selection, edit, merge_keywords, who=who, at=time.time(), strict=strict
            )
        await self._states.recount(session_id)
        return result

    async def undo_step(self, session_id: str, step_id: int | None) -> EditStep:
        """Undo the newest step; refuse any other than `step_id`, if it is given.

        Raises `WrongStatusError` and `StepRefusedError`.
        """
        async with self._lock_for_change(session_id):
            step = await self._catalog.preview.undo_step(session_id, step_id)
        await self._states.recount(session_id)
        return step

    async def redo_step(self, session_id: str, step_id: int | None) -> EditStep:
        """Do the step again that was undone last. Raises as `undo_step` does."""
        async with self._lock_for_change(session_id):
            step = await self._catalog.preview.redo_step(session_id, step_id)
        await self._states.recount(session_id)
        return step

    async def steps(self, session_id: str) -> list[EditStep]:
        """Return the steps of the session, newest first. Raises `DeletedSessionError` or `UnknownSessionError`."""
        await self._states.load(session_id)
        return await self._catalog.preview.steps(session_id)

    @asynccontextmanager
    async def _lock_for_change(self, session_id: str) -> AsyncIterator[None]:
        """Hold the session's lock, with relations refreshed. Raises `WrongStatusError`."""
        async with self._locks.get(session_id):
            progress = await self._states.load(session_id)
            if progress.status not in COMMITTABLE:
                raise WrongStatusError(f"the preview of a session that is {progress.status} cannot be changed")
            await self._relations.refresh(session_id)
            yield
