"""What a session's files are to the library, looked up on the disk where the database cannot know.

Made when the reading ends, and made anew before they are shown or committed if the library changed since.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from typing import TypeVar
from weakref import WeakValueDictionary

from app.catalog import SETTLE_BATCH, Catalog, LibraryPath, SessionRow, UnknownSessionError
from app.domain.parameters import Parameters
from app.domain.pattern import parse_pattern
from app.ingest.disk.discovery import outermost
from app.ingest.disk.mounts import Presence

Result = TypeVar("Result")

BEFORE_EVERYTHING = ""
OLD_SESSION = "this session was read by an earlier version; ingest the folders again to see them"


class Relations:
    """Makes relations, for one session one at a time; choices, edits and the start of a commit wait for each other."""

    def __init__(self, catalog: Catalog, roots: Sequence[str]) -> None:
        self._catalog = catalog
        self._roots = tuple(roots)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, session_id: str) -> asyncio.Lock:
        """Held by whoever changes relations, choices or findings of the session."""
        return self._locks.setdefault(session_id, asyncio.Lock())

    async def refresh(self, session_id: str) -> None:
        """Make them anew if the library changed since; the lock must be held. Raises UnknownSessionError."""
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise UnknownSessionError(session_id)
        if row.related_to != await self._catalog.library.mark():
            await self.relate(session_id)

    async def confirm(self, session_id: str) -> None:
        """Before a commit: make them anew as well if a file that was missing is back on the disk."""
        await self.refresh(session_id)
        if not await self._still_missing(session_id):
            await self.relate(session_id)

    async def _still_missing(self, session_id: str) -> bool:
        row = await self._catalog.sessions.row(session_id)
        assert row is not None
        presence, after_id = self._presence(row), 0
        while files := await self._catalog.preview.files_not_met(session_id, after_id):
            missing = await asyncio.to_thread(presence.missing, files)
            if len(missing) < len(files):
                return False
            after_id = max(files)
        return True

    def _presence(self, row: SessionRow) -> Presence:
        return Presence((*self._roots, *row.parameters.directories))

    async def relate(self, session_id: str) -> None:
        """Relate every file of the session, and find what is gone; the lock must be held."""
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise UnknownSessionError(session_id)
        mark = await self._catalog.library.mark()
        presence = self._presence(row)
        await self._relate_staged(session_id, presence)
        await self._find_gone(row, presence)
        await self._catalog.preview.set_related(session_id, mark)

    async def _relate_staged(self, session_id: str, presence: Presence) -> None:
        after_id = 0
        elsewhere = self._catalog.preview.library_files_elsewhere
        while (batch := await elsewhere(session_id, after_id)) is not None:
            missing = await asyncio.to_thread(presence.missing, batch.paths)
            unsettled = await self._catalog.preview.relate(session_id, after_id, batch.last_id, missing)
            for first in range(0, len(unsettled), SETTLE_BATCH):
                await self._catalog.preview.settle(session_id, unsettled[first : first + SETTLE_BATCH])
            after_id = batch.last_id

    async def _find_gone(self, row: SessionRow, presence: Presence) -> None:
        at = time.time()
        if not await asyncio.to_thread(why_withheld, row, presence):
            for folder in outermost(row.parameters.directories, recursive=row.parameters.recursive):
                await self._find_gone_below(folder, row, presence, at)
        while await self._catalog.preview.forget_gone(row.session_id, at):
            pass

    async def _find_gone_below(self, folder: str, row: SessionRow, presence: Presence, at: float) -> None:
        after = BEFORE_EVERYTHING
        unmet = self._catalog.preview.unmet_files
        while files := await unmet(row.session_id, folder, after):
            gone = await asyncio.to_thread(_gone, files, folder, row.parameters, presence)
            if gone:
                await self._catalog.preview.confirm_gone(row.session_id, gone, at)
            after = files[-1].path


def why_withheld(row: SessionRow, presence: Presence) -> str:
    """Why library files that the session did not meet are not called gone; empty when they may be."""
    if row.gone_withheld is None:
        return OLD_SESSION
    if not row.gone_withheld and (dead := presence.unbelievable(row.parameters.directories)):
        return f"{dead[0]} is missing, unreadable or empty now: it may not be mounted"
    return row.gone_withheld


def _gone(files: Sequence[LibraryPath], folder: str, parameters: Parameters, presence: Presence) -> list[int]:
    """Ids of the files that discovery would have met, had they been there."""
    pattern = parse_pattern(parameters.pattern)
    sought = {
        file.library_id: file.path
        for file in files
        if pattern.matches(os.path.basename(file.path))
        and (parameters.recursive or os.path.dirname(file.path) == folder.rstrip(os.sep))
    }
    missing = presence.missing(sought)
    return [
        library_id
        for library_id in sought
        if library_id in missing and not presence.below_empty_folder(sought[library_id])
    ]
