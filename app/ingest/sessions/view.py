"""What is known of sessions at one moment, for everyone who shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalog import (
    Catalog,
    CommitJournal,
    DeletedSessionError,
    FailureCause,
    SessionKey,
    SessionRow,
    Totals,
    UndoResult,
)
from app.domain.progress import ACTIVE, Progress, Status
from app.domain.runs import Run
from app.ingest.sessions.commit import CommitUndo
from app.ingest.sessions.reading.pending_files import count_upwards
from app.ingest.sessions.states import SessionStates


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session as it is stored, and its newest progress."""

    row: SessionRow
    progress: Progress
    runs: Sequence[Run]
    """Oldest first. A run that has not ended has no counts yet: `Run.at` adds them."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    view: SessionView
    causes: Sequence[FailureCause]
    """Why files failed, the most frequent cause first."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    entries: Sequence[HistoryEntry]
    next: SessionKey | None
    """Where the following page begins; None on the last one."""


@dataclass(frozen=True, slots=True)
class CommitView:
    row: SessionRow
    progress: Progress
    undoable: UndoResult | None
    """What an undo would revert now; None where nothing can be undone."""


@dataclass(frozen=True, slots=True)
class PendingFolders:
    folders: Sequence[tuple[str, int]]
    """Path of a folder, and how many pending files are in it and below it; those with most first."""
    is_complete: bool
    """False where there are more folders."""


class SessionViews:
    """Reads sessions from the catalog and from the live channels.

    Every method that takes the id of a session raises `UnknownSessionError`, or `DeletedSessionError` for a session
    that was deleted, also when that happens while the method runs.
    """

    def __init__(self, catalog: Catalog, states: SessionStates, undo: CommitUndo) -> None:
        self._catalog = catalog
        self._states = states
        self._undo = undo

    async def progress(self, session_id: str) -> Progress:
        """Return the session's newest progress."""
        return await self._states.load(session_id)

    async def view(self, session_id: str) -> SessionView:
        """Return the session with its runs."""
        progress = await self.progress(session_id)
        runs = await self._catalog.sessions.runs([session_id])
        return SessionView(await self._row(session_id), progress, runs.get(session_id, []))

    async def totals(self, session_id: str) -> Totals:
        """Return what a commit would bring into the library."""
        return await self._catalog.sessions.totals(session_id)

    async def causes(self, session_id: str) -> list[FailureCause]:
        """Return why files failed, the most frequent cause first."""
        return await self._catalog.sessions.failure_causes(session_id)

    async def keywords(self, session_id: str, limit: int) -> list[tuple[str, int]]:
        """Return at most `limit` keywords, each with its number of files, the most frequent first."""
        return await self._catalog.staging.keywords(session_id, limit)

    async def commit(self, session_id: str) -> CommitView:
        """Return how far the session's commit is, and what an undo would revert."""
        progress = await self.progress(session_id)
        row = await self._row(session_id)
        return CommitView(row, progress, await self._undo.preview(session_id))

    async def journal(self, session_id: str, limit: int) -> CommitJournal:
        """Return the session's newest commits, at most `limit`, newest first."""
        await self._states.load(session_id)
        return await self._catalog.commits.journal(session_id, limit)

    async def pending_folders(self, session_id: str, limit: int) -> PendingFolders:
        """Return at most `limit` folders that have pending files in them or below them, down to the chosen folders."""
        direct = await self._catalog.staging.count_pending_by_folder(session_id)
        row = await self._row(session_id)
        below = count_upwards(direct, row.parameters.directories)
        ordered = sorted(below.items(), key=lambda item: (-item[1], item[0]))
        return PendingFolders(ordered[:limit], len(below) <= limit)

    async def newest_unfinished(self) -> Progress | None:
        """Return the progress of the newest session that runs, is paused, or is not committed yet; None without one."""
        row = await self._catalog.sessions.newest({*ACTIVE, Status.COMPLETED})
        while row is not None:
            try:
                return await self.progress(row.session_id)
            except DeletedSessionError:
                row = await self._catalog.sessions.newest({*ACTIVE, Status.COMPLETED})
        return None

    async def history(self, limit: int, after: SessionKey | None) -> HistoryPage:
        """Return at most `limit` sessions, newest first, beginning behind `after`.

        A session that is deleted meanwhile is left out.
        """
        page = await self._catalog.sessions.page(limit, after)
        runs = await self._catalog.sessions.runs([row.session_id for row in page.rows])
        entries = [await self._entry(row, runs.get(row.session_id, [])) for row in page.rows]
        return HistoryPage([entry for entry in entries if entry is not None], page.next)

    async def _entry(self, row: SessionRow, runs: Sequence[Run]) -> HistoryEntry | None:
        try:
            progress = await self.progress(row.session_id)
            causes = await self.causes(row.session_id) if progress.ledger.failed else []
        except DeletedSessionError:
            return None
        return HistoryEntry(SessionView(row, progress, runs), causes)

    async def _row(self, session_id: str) -> SessionRow:
        row = await self._catalog.sessions.row(session_id)
        if row is None:
            raise DeletedSessionError(session_id)
        return row
