"""The preview before the commit: shown, and changed by the user while nothing else happens to the session."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.catalog import Catalog, PreviewCounts, Selection, UnknownSessionError
from app.domain.preview import Choice
from app.domain.progress import COMMITTABLE
from app.ingest.disk.mounts import Presence
from app.ingest.relations import why_withheld
from app.ingest.sessions.supervisor import DeletedSessionError, Supervisor, WrongStatusError


@dataclass(frozen=True, slots=True)
class Shown:
    counts: PreviewCounts
    gone_withheld: str
    """Why no library file is called gone; empty when they are."""


class Preview:
    """What a session would do to the library."""

    def __init__(self, catalog: Catalog, supervisor: Supervisor) -> None:
        self._catalog = catalog
        self._supervisor = supervisor

    async def refresh(self, session_id: str) -> None:
        """Make relations true before they are shown; while the session runs they are shown as they are.

        Raises `DeletedSessionError` or `UnknownSessionError` of the supervisor.
        """
        progress = await self._supervisor.progress(session_id)
        if progress.status in COMMITTABLE:
            async with self._supervisor.relations.lock(session_id):
                await self._naming_deleted(session_id)

    async def show(self, session_id: str) -> Shown:
        await self.refresh(session_id)
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise DeletedSessionError(session_id)
        presence = Presence(row.parameters.directories)
        withheld = await asyncio.to_thread(why_withheld, row, presence) if row.related_to is not None else ""
        return Shown(await self._catalog.preview.counts(session_id), withheld)

    async def choose(self, session_id: str, selection: Selection, choice: Choice) -> Shown:
        """Set the choice for all files of the selection.

        Raises `WrongStatusError` while the session is read or committed.
        """
        async with self._changing(session_id):
            after_id: int | None = 0
            while after_id is not None:
                after_id = await self._catalog.preview.choose(session_id, selection, choice, after_id)
        return await self.show(session_id)

    async def edit(self, session_id: str, file_id: int, values: Mapping[str, object], choice: Choice | None) -> None:
        """Change values and choice of one staged file.

        Raises `WrongStatusError`, `UnknownFileError`, and `NotEditableError` for values of a file without findings.
        """
        async with self._changing(session_id):
            if values:
                await self._catalog.preview.edit(session_id, file_id, values)
            if choice is not None:
                one = Selection(file_ids=(file_id,))
                await self._catalog.preview.choose(session_id, one, choice, 0)
        await self._supervisor.recount(session_id)

    async def revert(self, session_id: str, file_id: int) -> None:
        """Take the edits of one staged file back. Raises as `edit` does."""
        async with self._changing(session_id):
            await self._catalog.preview.revert(session_id, file_id)
        await self._supervisor.recount(session_id)

    @asynccontextmanager
    async def _changing(self, session_id: str) -> AsyncIterator[None]:
        async with self._supervisor.relations.lock(session_id):
            progress = await self._supervisor.progress(session_id)
            if progress.status not in COMMITTABLE:
                raise WrongStatusError(f"the preview of a session that is {progress.status} cannot be changed")
            await self._naming_deleted(session_id)
            yield

    async def _naming_deleted(self, session_id: str) -> None:
        try:
            await self._supervisor.relations.refresh(session_id)
        except UnknownSessionError as error:
            raise DeletedSessionError(session_id) from error
