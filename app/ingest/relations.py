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

from app.catalog import SETTLE_BATCH, Catalog, DeletedSessionError, LibraryPath, SessionRow
from app.domain.parameters import Parameters
from app.domain.pattern import parse_pattern
from app.ingest.disk.discovery import drop_nested
from app.ingest.disk.mounts import MountCheck

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
        """Make them anew if the library changed since; the lock must be held. Raises DeletedSessionError."""
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise DeletedSessionError(session_id)
        if row.related_to != await self._catalog.library.mark():
            await self.relate(session_id)

    async def confirm(self, session_id: str) -> None:
        """Before a commit: make them anew as well if a file that was missing is back on the disk."""
        await self.refresh(session_id)
        if not await self._are_still_missing(session_id):
            await self.relate(session_id)

    async def _are_still_missing(self, session_id: str) -> bool:
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise DeletedSessionError(session_id)
        mounts, after_id = self._check_mounts(row), 0
        while files := await self._catalog.preview.files_not_met(session_id, after_id):
            missing = await asyncio.to_thread(mounts.find_missing, files)
            if len(missing) < len(files):
                return False
            after_id = max(files)
        return True

    def _check_mounts(self, row: SessionRow) -> MountCheck:
        return MountCheck((*self._roots, *row.parameters.directories))

    async def relate(self, session_id: str) -> None:
        """Relate every file of the session, and find what is gone; the lock must be held."""
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise DeletedSessionError(session_id)
        mark = await self._catalog.library.mark()
        mounts = self._check_mounts(row)
        await self._relate_staged(session_id, mounts)
        await self._find_gone(row, mounts)
        await self._catalog.preview.set_related(session_id, mark)

    async def _relate_staged(self, session_id: str, mounts: MountCheck) -> None:
        after_id = 0
        elsewhere = self._catalog.preview.library_files_elsewhere
        while (batch := await elsewhere(session_id, after_id)) is not None:
            missing = await asyncio.to_thread(mounts.find_missing, batch.paths)
            unsettled = await self._catalog.preview.relate(session_id, after_id, batch.last_id, missing)
            for first in range(0, len(unsettled), SETTLE_BATCH):
                await self._catalog.preview.settle(session_id, unsettled[first : first + SETTLE_BATCH])
            after_id = batch.last_id

    async def _find_gone(self, row: SessionRow, mounts: MountCheck) -> None:
        at = time.time()
        if not await asyncio.to_thread(explain_withheld, row, mounts):
            for folder in drop_nested(row.parameters.directories, recursive=row.parameters.recursive):
                await self._find_gone_below(folder, row, mounts, at)
        while await self._catalog.preview.forget_gone(row.session_id, at):
            pass

    async def _find_gone_below(self, folder: str, row: SessionRow, mounts: MountCheck, at: float) -> None:
        after = BEFORE_EVERYTHING
        unmet = self._catalog.preview.unmet_files
        while files := await unmet(row.session_id, folder, after):
            gone = await asyncio.to_thread(_select_gone, files, folder, row.parameters, mounts)
            if gone:
                await self._catalog.preview.confirm_gone(row.session_id, gone, at)
            after = files[-1].path


def explain_withheld(row: SessionRow, mounts: MountCheck) -> str:
    """Why library files that the session did not meet are not called gone; empty when they may be."""
    if row.gone_withheld is None:
        return OLD_SESSION
    if not row.gone_withheld and (dead := mounts.find_unreliable(row.parameters.directories)):
        return f"{dead[0]} is missing, unreadable or empty now: it may not be mounted"
    return row.gone_withheld


def _select_gone(files: Sequence[LibraryPath], folder: str, parameters: Parameters, mounts: MountCheck) -> list[int]:
    """Ids of the files that discovery would have met, had they been there."""
    pattern = parse_pattern(parameters.pattern)
    sought = {
        file.library_id: file.path
        for file in files
        if pattern.matches(os.path.basename(file.path))
        and (parameters.recursive or os.path.dirname(file.path) == folder.rstrip(os.sep))
    }
    missing = mounts.find_missing(sought)
    return [
        library_id
        for library_id in sought
        if library_id in missing and not mounts.is_below_empty_folder(sought[library_id])
    ]
