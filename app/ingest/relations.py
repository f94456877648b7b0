"""How a session's files relate to the library, including what only the disk can tell.

Relations are computed when reading ends, and again before they are shown or committed if the library has changed since.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence

from app.catalog import ITEMS_BATCH, KEPT_VALUES_BATCH, Catalog, DeletedSessionError, LibraryPath, SessionRow
from app.domain.parameters import Parameters
from app.domain.pattern import parse_pattern
from app.ingest.disk.discovery import drop_nested
from app.ingest.disk.mounts import MountCheck

BEFORE_ALL_PATHS = ""
OLD_SESSION = "an earlier version read this session; ingest the folders again to see which files are gone"


class Relations:
    """Computes relations. The caller must hold the session's lock (see `SessionLocks`)."""

    def __init__(self, catalog: Catalog, roots: Sequence[str]) -> None:
        self._catalog = catalog
        self._roots = tuple(roots)

    async def refresh(self, session_id: str) -> None:
        """Compute relations again if the library has changed since. Raises `DeletedSessionError`."""
        row = await self._load_row(session_id)
        if row.related_to != await self._catalog.library.version():
            await self.relate(session_id)

    async def refresh_for_commit(self, session_id: str) -> None:
        """Like `refresh`, and also compute relations again if a missing file is back on the disk."""
        await self.refresh(session_id)
        if not await self._are_still_missing(session_id):
            await self.relate(session_id)

    async def relate(self, session_id: str) -> None:
        """Find the session's items, relate each file to the library, and find the library files that are gone.

        Raises `DeletedSessionError`.
        """
        row = await self._load_row(session_id)
        version = await self._catalog.library.version()
        mounts = self._check_mounts(row)
        await self._find_items(session_id)
        await self._relate_staged(session_id, mounts)
        await self._find_gone(row, mounts)
        await self._catalog.preview.set_related(session_id, version)

    async def _load_row(self, session_id: str) -> SessionRow:
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise DeletedSessionError(session_id)
        return row

    async def _are_still_missing(self, session_id: str) -> bool:
        row = await self._load_row(session_id)
        mounts, after_id = self._check_mounts(row), 0
        while files := await self._catalog.preview.files_assumed_missing(session_id, after_id):
            missing = await asyncio.to_thread(mounts.find_missing, files)
            if len(missing) < len(files):
                return False
            after_id = max(files)
        return True

    def _check_mounts(self, row: SessionRow) -> MountCheck:
        return MountCheck((*self._roots, *row.parameters.directories))

    async def _find_items(self, session_id: str) -> None:
        changes = await self._catalog.preview.item_changes(session_id)
        for first in range(0, len(changes), ITEMS_BATCH):
            await self._catalog.preview.set_main_files(session_id, changes[first : first + ITEMS_BATCH])

    async def _relate_staged(self, session_id: str, mounts: MountCheck) -> None:
        after_id = 0
        elsewhere = self._catalog.preview.library_files_elsewhere
        while (batch := await elsewhere(session_id, after_id)) is not None:
            missing = await asyncio.to_thread(mounts.find_missing, batch.paths)
            outdated = await self._catalog.preview.relate(session_id, after_id, batch.last_id, missing)
            for first in range(0, len(outdated), KEPT_VALUES_BATCH):
                await self._catalog.preview.update_kept_values(session_id, outdated[first : first + KEPT_VALUES_BATCH])
            after_id = batch.last_id

    async def _find_gone(self, row: SessionRow, mounts: MountCheck) -> None:
        at = time.time()
        if not await asyncio.to_thread(explain_withheld, row, mounts):
            for folder in drop_nested(row.parameters.directories, recursive=row.parameters.recursive):
                await self._find_gone_below(folder, row, mounts, at)
        while await self._catalog.preview.forget_gone(row.session_id, at):
            pass

    async def _find_gone_below(self, folder: str, row: SessionRow, mounts: MountCheck, at: float) -> None:
        after = BEFORE_ALL_PATHS
        undiscovered = self._catalog.preview.undiscovered_files
        while files := await undiscovered(row.session_id, folder, after):
            gone = await asyncio.to_thread(_select_gone, files, folder, row.parameters, mounts)
            if gone:
                await self._catalog.preview.confirm_gone(row.session_id, gone, at)
            after = files[-1].path


def explain_withheld(row: SessionRow, mounts: MountCheck) -> str:
    """Return why library files that the session did not find are not called gone; empty when they are."""
    if row.gone_withheld is None:
        return OLD_SESSION
    if not row.gone_withheld and (unreliable := mounts.find_unreliable(row.parameters.directories)):
        return f"{unreliable[0]} is missing, unreadable or empty now; its disk may not be mounted"
    return row.gone_withheld


def _select_gone(files: Sequence[LibraryPath], folder: str, parameters: Parameters, mounts: MountCheck) -> list[int]:
    """Return the ids of the files that discovery would have found if they were still there."""
    pattern = parse_pattern(parameters.pattern)
    expected = {
        file.library_id: file.path
        for file in files
        if pattern.matches(os.path.basename(file.path))
        and (parameters.recursive or os.path.dirname(file.path) == folder.rstrip(os.sep))
    }
    missing = mounts.find_missing(expected)
    return [
        library_id
        for library_id, path in expected.items()
        if library_id in missing and not mounts.is_below_empty_folder(path)
    ]
