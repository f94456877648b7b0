"""The commit of a session into the library, and its undo."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from app.catalog import (
    CatalogUnavailableError,
    CommitError,
    CommitResult,
    DeletedSessionError,
    SessionBusyError,
    UndoResult,
)
from app.domain.progress import COMMITTABLE, Progress, Status
from app.ingest.context import IngestContext
from app.ingest.failures import describe_failure
from app.ingest.sessions.outages import Dependency, format_waiting, retry_through_outage
from app.ingest.sessions.reconciliation import Reconciler
from app.ingest.sessions.states import SessionStates, WrongStatusError
from app.live import Channel, LibraryChannel

log = structlog.get_logger(__name__)


class CommitRun:
    """One commit in the background, shown on the session's channel.

    A commit passes through seven functions, in six steps:

    1. `commit` in `app/routers/commit.py` calls `Supervisor.start_commit`, which saves the status `committing`,
    2. that calls `Supervisor._run_commit`, as does a starting server for an unfinished commit,
    3. that starts `CommitRun.run` in a task,
    4. that calls `CommitRun._attempt` until the database is reachable,
    5. that calls `CommitStore.commit` (`catalog.commits.commit`), which hands the work to the database writer,
    6. and the writer calls `commit_session` in `app/catalog/commit/commit.py` inside one transaction.
    """

    def __init__(self, context: IngestContext, channel: Channel, progress: Progress, library: LibraryChannel) -> None:
        self._library = library
        self._catalog = context.catalog
        self._relations = context.relations
        self._metrics = context.metrics
        self._tracing = context.tracing
        self._locks = context.locks
        self._channel = channel
        self._progress = progress
        self._session_id = progress.session_id
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Commit, save and show the result. Raises what made the commit fail, after saving `commit_error`."""
        try:
            with self._metrics.commit_seconds.time():
                result = await retry_through_outage(self._attempt, self._show_outage)
        except Exception as error:
            await self._fail(f"Nothing was committed: {describe_failure(error)}")
            raise
        log.info("session committed", session_id=self._session_id, created=result.created, updated=result.updated)
        self._channel.publish(
            replace(
                self._progress,
                status=Status.COMMITTED,
                message=result.message,
                committed=result.total,
                commit_total=result.total,
            )
        )
        self._library.publish("changed", {})

    async def _attempt(self) -> CommitResult:
        """Commit once; return the result of an earlier attempt if the database kept it although its answer was lost."""
        row = await self._catalog.sessions.row(self._session_id)
        if row is not None and row.status is Status.COMMITTED:
            return CommitResult(row.created, row.updated, row.committed, row.moved, row.removed)
        async with self._locks.get(self._session_id):
            with self._tracing.span("session.relate"):
                await self._relations.refresh_for_commit(self._session_id)
        with self._tracing.span("session.write_library") as span:
            result = await self._catalog.commits.commit(self._session_id, self._show_written)
            span.set({"headrace.files": result.total})
        return result

    async def _fail(self, message: str) -> None:
        await retry_through_outage(
            lambda: self._catalog.sessions.set_status(self._session_id, Status.COMMIT_ERROR, message=message),
            self._show_outage,
        )
        self._channel.publish(replace(self._progress, status=Status.COMMIT_ERROR, message=message, committed=0))

    def _show_written(self, written: int, total: int, message: str) -> None:
        """Called from the writer's thread."""
        progress = replace(self._progress, committed=written, commit_total=total, message=message)
        self._loop.call_soon_threadsafe(self._channel.publish, progress)

    def _show_outage(self, error: CatalogUnavailableError) -> None:
        log.warning("waiting", session_id=self._session_id, dependency=Dependency.DATABASE, reason=str(error))
        message = format_waiting(Dependency.DATABASE, error.reason, error.cure)
        self._channel.publish(replace(self._progress, message=message, committed=0))


class CommitUndo:
    """Undoes the newest commit of a session as a whole."""

    def __init__(
        self, context: IngestContext, states: SessionStates, reconciler: Reconciler, library: LibraryChannel
    ) -> None:
        self._commits = context.catalog.commits
        self._locks = context.locks
        self._states = states
        self._reconciler = reconciler
        self._library = library

    async def undo(self, session_id: str) -> UndoResult:
        """Undo the session's newest commit, also after later retries, and also when the session was deleted.

        Raises `WrongStatusError` while files are read or committed, `UndoRefusedError` when later commits changed its
        files, `CommitError` when it wrote nothing.
        """
        async with self._locks.get(session_id):  # a retry must not start before the new counts are shown
            try:
                await self._states.require(session_id, COMMITTABLE, "undone")
            except DeletedSessionError:
                result = await self._undo_deleted(session_id)
            else:
                result = await self._undo_existing(session_id)
        self._library.publish("changed", {})
        log.info("commit undone", session_id=session_id, removed=result.removed, restored=result.restored)
        return result

    async def preview(self, session_id: str) -> UndoResult | None:
        """Return what `undo` would undo unless later commits changed it; None when there is nothing to undo now."""
        progress = await self._states.load(session_id)
        if progress.status not in COMMITTABLE:
            return None
        return await self._commits.undoable(session_id)

    async def _undo_existing(self, session_id: str) -> UndoResult:
        async with self._reconciler.guard(session_id):
            try:
                result = await self._commits.undo(session_id)
            except SessionBusyError as error:
                raise WrongStatusError(str(error)) from None
        await self._states.recount(session_id)
        return result

    async def _undo_deleted(self, session_id: str) -> UndoResult:
        try:
            return await self._commits.undo(session_id)
        except CommitError:
            raise DeletedSessionError(session_id) from None
