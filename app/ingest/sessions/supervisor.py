"""The supervisor: which sessions run in this server."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace

import structlog

from app.catalog import DeletedSessionError, FailureCause, SessionRow, UnknownSessionError
from app.domain.parameters import Parameters
from app.domain.priority import Priority
from app.domain.progress import ACTIVE, COMMITTABLE, TERMINAL, FileFailure, Progress, Status
from app.domain.runs import Pending
from app.ingest.context import IngestContext
from app.ingest.database_watch import Check, watch_database
from app.ingest.disk.mounts import select_mounted
from app.ingest.sessions.commit import CommitRun
from app.ingest.sessions.outages import Dependency
from app.ingest.sessions.reconciliation import Reconciler
from app.ingest.sessions.retention import delete_old_sessions
from app.ingest.sessions.sent_failures import load_sent_failures
from app.ingest.sessions.session import Session
from app.ingest.sessions.states import SessionStates, WrongStatusError
from app.ingest.telemetry.log_context import session_context
from app.ingest.workers.activity import Activities
from app.live import Channel, Gone, Hub

log = structlog.get_logger(__name__)


class Supervisor:
    """Starts, resumes, controls and deletes sessions. The only owner of those that run; used from one asyncio loop."""

    def __init__(self, context: IngestContext, hub: Hub, *, retention_days: int = 0) -> None:
        self._context = context
        self._catalog = context.catalog
        self._hub = hub
        self._retention_days = retention_days
        self._sessions: dict[str, Session] = {}
        """Those that discover or read files."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        """Of each session that reads files or commits."""
        self._background: list[asyncio.Task[None]] = []
        """What runs for all sessions, until the server stops."""
        self.states = SessionStates(context.catalog, hub)
        self.activities = Activities(context.pool.file_timeout_s)
        self.reconciler = Reconciler(context.catalog, self._apply_database)
        context.metrics.watch_sessions(self._list_running)

    async def start(self) -> None:
        """Resume what an earlier server left unfinished."""
        for row in await self._catalog.sessions.unfinished():
            progress = await self._catalog.sessions.progress(row.session_id)
            assert progress is not None
            self._resume_unfinished(row, progress, await load_sent_failures(self._catalog, row.session_id))
        watch = watch_database(self._catalog, self._wait_through_outage)
        self._background.append(asyncio.create_task(watch, name="database watch"))
        if self._retention_days:
            deletion = delete_old_sessions(self._catalog, self._retention_days, self._delete_if_ended)
            self._background.append(asyncio.create_task(deletion, name="retention"))

    async def stop(self) -> None:
        """Interrupt running sessions; the next start resumes them."""
        tasks = [*self._tasks.values(), *self.reconciler.tasks, *self._background]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def process(self, parameters: Parameters, priority: Priority = Priority.NORMAL) -> str:
        """Start a session and return its id, before anything is discovered."""
        session_id = new_session_id()
        created_at = time.time()
        with self._context.tracing.start_session(session_id):
            populated = await asyncio.to_thread(select_mounted, parameters.directories)
            async with self.reconciler.guard(session_id):
                await self._catalog.sessions.create(session_id, parameters, created_at, priority, populated)
                row = await self._catalog.sessions.row(session_id)
        assert row is not None
        self._context.metrics.sessions_started.inc()
        log.info("session created", session_id=session_id)  # with the id of the request; its own lines do not have it
        progress = Progress(session_id=session_id, started_at=created_at, discovery_over=False, priority=priority)
        self._run_session(row, progress, self._hub.open(progress))
        return session_id

    async def progress(self, session_id: str) -> Progress:
        """Return the newest state of any session. Raises `DeletedSessionError` or `UnknownSessionError`."""
        return await self.states.load(session_id)

    async def resolve_stream(self, session_id: str) -> Progress | Gone | None:
        """Return the state to stream: `Gone` for a deleted session, None for an unknown one."""
        try:
            return await self.states.load(session_id)
        except DeletedSessionError:
            return Gone()
        except UnknownSessionError:
            return None

    async def wait(self, session_id: str) -> None:
        """Return as soon as the session does not run in this server."""
        if (task := self._tasks.get(session_id)) is not None:
            await asyncio.wait([task])

    async def cancel(self, session_id: str) -> None:
        """Cancel a session. Raises `WrongStatusError` when it is not being processed.

        During an outage of the database this returns at once, and the session ends as soon as the outage is over.
        """
        session = self._require_session(session_id, "cancelled")
        session.cancel()
        if session.unreachable is not Dependency.DATABASE:
            await self.wait(session_id)

    async def pause(self, session_id: str) -> None:
        """Pause a session. Raises `WrongStatusError` unless it is discovering, processing or waiting.

        A waiting session then stays paused after the outage. During an outage of the database this returns at once.
        """
        if not (await self.states.load(session_id)).waiting:
            await self.states.require(session_id, {Status.STARTING, Status.PROCESSING}, "paused")
        await self._require_session(session_id, "paused").pause()

    async def resume(self, session_id: str) -> None:
        """Resume a session. Raises `WrongStatusError` unless a user has paused it.

        During an outage it then waits, and continues automatically.
        """
        progress = await self.states.require(session_id, {Status.PAUSED}, "resumed")
        session = self._require_session(session_id, "resumed")
        if progress.waiting:
            raise WrongStatusError(f"the session is waiting for {session.unreachable} and resumes automatically")
        await session.resume()

    async def set_priority(self, session_id: str, priority: Priority) -> Progress:
        """Change the priority and return the new state. Raises `WrongStatusError` when it is not being processed."""
        await self.states.load(session_id)
        await self._require_session(session_id, "given another priority").set_priority(priority)
        return await self.states.load(session_id)

    async def read_next(self, session_id: str, folder: str) -> Progress:
        """Read the pending files below `folder` before the others, and return the new state; empty: no folder first.

        Raises `WrongStatusError` when the session is not being processed, or has no pending file below `folder`.
        """
        progress = await self.states.load(session_id)
        session = self._require_session(session_id, "given a folder to read next")
        if folder and progress.discovery_over:
            folder = folder.rstrip("/") or "/"
            if not await self._catalog.staging.count_pending_below(session_id, folder):
                raise WrongStatusError(f"the session has no pending file below {folder}")
        await session.read_next(folder)
        return await self.states.load(session_id)

    async def retry_failed(
        self,
        session_id: str,
        *,
        cause: FailureCause | None = None,
        file_ids: Sequence[int] | None = None,
        pending: Pending = Pending.ALSO,
    ) -> int:
        """Read failed files again in a new run and return how many: all, those of one cause, or single files.

        `pending` says what happens to files that a cancelled session had not read: they are read with the failed ones
        (or alone where none failed), alone, or not at all. Raises `WrongStatusError` while the session runs, or when
        there is no such file.
        """
        async with self._context.locks.get(session_id):  # of two requests at once, the second finds it running
            await self.states.require(session_id, TERMINAL, "read again")
            async with self.reconciler.guard(session_id):
                retried = await self._catalog.sessions.retry_failed(
                    session_id, cause=cause, file_ids=file_ids, pending=pending
                )
                if retried == 0:
                    missing = "file left to read" if pending is Pending.ONLY else "such failed file"
                    raise WrongStatusError(f"the session has no {missing}")
                row = await self._catalog.sessions.row(session_id)
                progress = await self._catalog.sessions.progress(session_id)
            if row is None or progress is None:
                raise DeletedSessionError(session_id)
            self._run_session(row, progress, self._hub.renew(progress))
        return retried

    async def start_commit(self, session_id: str) -> Progress:
        """Start to write the session's files into the library, and return the state at the start.

        Raises `WrongStatusError` while the session is being processed or committed.
        """
        async with self._context.locks.get(session_id):
            progress = await self.states.require(session_id, COMMITTABLE, "committed")
            async with self.reconciler.guard(session_id):
                await self._catalog.sessions.set_status(session_id, Status.COMMITTING)
            total = progress.ledger.ok
            committing = replace(progress, status=Status.COMMITTING, message="", committed=0, commit_total=total)
            self._run_commit(committing)
            return committing

    async def delete(self, session_id: str) -> None:
        """Delete a session with everything it staged; the library keeps everything.

        Raises `WrongStatusError` while it is being committed.
        """
        progress = await self.states.load(session_id)
        if progress.status is Status.COMMITTING:
            raise WrongStatusError(
                "a session that is being committed cannot be deleted; wait until the commit has ended"
            )
        if session_id in self._sessions:
            await self.cancel(session_id)
        async with self.reconciler.guard(session_id):
            await self._catalog.sessions.delete(session_id)
        self._hub.drop(session_id)
        self.activities.forget(session_id)

    async def _delete_if_ended(self, session_id: str) -> None:
        """Delete a session unless it has just been started again."""
        try:
            await self.states.require(session_id, TERMINAL, "deleted by age")
        except (WrongStatusError, UnknownSessionError):
            return
        await self.delete(session_id)

    def _wait_through_outage(self, check: Check) -> list[Awaitable[None]]:
        return [session.wait_through_outage(check) for session in self._sessions.values()]

    def _require_session(self, session_id: str, action: str) -> Session:
        session = self._sessions.get(session_id)
        if session is None:
            raise WrongStatusError(f"the session is not being processed, so it cannot be {action}")
        return session

    def _apply_database(self, session_id: str, row: SessionRow | None, progress: Progress | None) -> None:
        """Make the server agree with the database about a session, unless it already runs."""
        if session_id in self._tasks:
            return
        if row is None or progress is None:
            self._hub.drop(session_id)
            return
        self._hub.renew(progress)
        if row.status in ACTIVE:
            self._resume_unfinished(row, progress)

    def _resume_unfinished(
        self, row: SessionRow, progress: Progress, failures: Sequence[FileFailure] | None = None
    ) -> None:
        log.info("session resumed", session_id=row.session_id, status=row.status, pending=progress.ledger.pending)
        if row.status is Status.COMMITTING:
            self._run_commit(progress)
        else:
            self._run_session(row, progress, self._hub.open(progress, failures))

    def _run_session(self, row: SessionRow, progress: Progress, channel: Channel) -> None:
        activity = self.activities.open(row.session_id)
        session = Session(row, progress, channel, self._context, activity)
        self._sessions[row.session_id] = session
        work = session.process_files_background()
        self._start_task(row.session_id, "session.run", work, lambda: self._sessions.pop(row.session_id))

    def _run_commit(self, progress: Progress) -> None:
        channel = self._hub.open(progress)
        channel.publish(progress)
        work = CommitRun(self._context, channel, progress, self._hub.library).run()
        self._start_task(progress.session_id, "session.commit", work, lambda: None)

    def _start_task(
        self, session_id: str, name: str, work: Coroutine[None, None, None], on_end: Callable[[], object]
    ) -> None:
        """Do `work` in the background, traced by `name`."""

        async def trace() -> None:
            with self._context.tracing.span_of(session_id, name):
                await work

        context = session_context(session_id, self._context.tracing.trace_id_of(session_id))
        task = asyncio.create_task(trace(), name=f"session {session_id}", context=context)
        self._tasks[session_id] = task

        def finish(task: asyncio.Task[None]) -> None:
            on_end()
            if self._tasks.get(session_id) is task:
                del self._tasks[session_id]
            if (channel := self._hub.channel(session_id)) and (status := channel.progress.status) in TERMINAL:
                self._context.metrics.sessions_ended.labels(status).inc()
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("session task failed", session_id=session_id, error=repr(error))

        task.add_done_callback(finish, context=context)

    def _list_running(self) -> list[Progress]:
        """May be called in any thread."""
        channels = [self._hub.channel(session_id) for session_id in list(self._tasks)]
        return [channel.progress for channel in channels if channel is not None]


def new_session_id() -> str:
    """Return a new id, which sorts and reads as a time: `20260131-154500-1f3a9c`."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
