"""The supervisor: starts sessions, goes on with unfinished ones, commits and deletes them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from app.catalog import (
    CatalogUnavailableError,
    CommitError,
    CommitResult,
    FailureCause,
    OnProgress,
    SessionBusyError,
    SessionRow,
    UndoResult,
)
from app.domain.parameters import Parameters
from app.domain.priority import Priority
from app.domain.progress import ACTIVE, COMMITTABLE, RELABELLED, TERMINAL, Progress, Status
from app.ingest.disk import media
from app.ingest.sessions.outages import Awaited, patiently, waiting_message
from app.ingest.sessions.retention import keep_deleting
from app.ingest.sessions.session import Session, Workshop
from app.live import Channel, Gone, Hub

log = structlog.get_logger(__name__)


class UnknownSessionError(LookupError):
    """No session has this id."""


class DeletedSessionError(UnknownSessionError):
    """The session was deleted."""


class WrongStatusError(RuntimeError):
    """The session's status does not allow what was asked."""


class Supervisor:
    """The one owner of running sessions; lives on the server's loop."""

    def __init__(self, workshop: Workshop, hub: Hub, *, retention_days: int = 0) -> None:
        self._workshop = workshop
        self._catalog = workshop.catalog
        self._hub = hub
        self.relations = workshop.relations
        self._running: dict[str, Session] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._retention_days = retention_days
        self._retention: asyncio.Task[None] | None = None
        self._settling: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Go on with what an earlier server left unfinished."""
        for row in await self._catalog.sessions.unfinished():
            progress = await self._catalog.sessions.progress(row.session_id)
            assert progress is not None
            self._go_on(row, progress)
        if self._retention_days:
            deleting = keep_deleting(self._catalog, self._retention_days, self._delete_if_over)
            self._retention = asyncio.create_task(deleting, name="retention")

    def _go_on(self, row: SessionRow, progress: Progress) -> None:
        log.info("session resumed", session_id=row.session_id, status=row.status, pending=progress.ledger.pending)
        if row.status is Status.COMMITTING:
            self._commit_in_background(progress)
        else:
            self._process_in_background(row, progress, self._hub.open(progress))

    async def stop(self) -> None:
        """Leave running sessions where they stand; the next start goes on with them."""
        tasks = [*self._tasks.values(), *self._settling, *([self._retention] if self._retention else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def process(self, parameters: Parameters, priority: Priority = Priority.NORMAL) -> str:
        """Start a session; its id, at once. Discovery runs inside the session."""
        session_id = new_session_id()
        created_at = time.time()
        populated = await asyncio.to_thread(media.populated, parameters.directories)
        async with self._settling_if_in_doubt(session_id):
            await self._catalog.sessions.create(session_id, parameters, created_at, priority, populated)
            row = await self._catalog.sessions.row(session_id)
        assert row is not None
        progress = Progress(session_id=session_id, started_at=created_at, discovery_over=False, priority=priority)
        self._process_in_background(row, progress, self._hub.open(progress))
        return session_id

    async def progress(self, session_id: str) -> Progress:
        """The newest state: from the channel while there is one, else from the database.

        Raises `DeletedSessionError` or `UnknownSessionError`.
        """
        channel = self._hub.channel(session_id)
        if channel is not None:
            return channel.progress
        progress = await self._catalog.sessions.progress(session_id)
        if progress is not None:
            return progress
        if await self._catalog.sessions.was_deleted(session_id):
            raise DeletedSessionError(session_id)
        raise UnknownSessionError(session_id)

    async def resolve_stream(self, session_id: str) -> Progress | Gone | None:
        """For the stream: the state of a session that has no channel, or how it is missing."""
        try:
            return await self.progress(session_id)
        except DeletedSessionError:
            return Gone()
        except UnknownSessionError:
            return None

    async def wait(self, session_id: str) -> None:
        """Until the session's work in this server is over."""
        if (task := self._tasks.get(session_id)) is not None:
            await asyncio.wait([task])

    async def cancel(self, session_id: str) -> None:
        """Raises `WrongStatusError` when the session is not being processed.

        While the database is away this does not wait: the session is cancelled as soon as it is back.
        """
        session = self._session(session_id, "cancelled")
        session.cancel()
        if session.waits_for is not Awaited.DATABASE:
            await self.wait(session_id)

    async def pause(self, session_id: str) -> None:
        """Raises `WrongStatusError` unless the session is discovering or processing, or waits for something.

        One that waits stays paused when that is back. While the database is away the answer does not wait for it.
        """
        if not (await self.progress(session_id)).waiting:
            await self._require(session_id, {Status.STARTING, Status.PROCESSING}, "paused")
        await self._session(session_id, "paused").pause()

    async def resume(self, session_id: str) -> None:
        """Raises `WrongStatusError` unless the session was paused by somebody.

        While something is away it goes back to waiting for that, and goes on by itself.
        """
        progress = await self._require(session_id, {Status.PAUSED}, "resumed")
        session = self._session(session_id, "resumed")
        if progress.waiting:
            raise WrongStatusError(f"the session waits for {session.waits_for} and goes on by itself once that is back")
        await session.resume()

    async def set_priority(self, session_id: str, priority: Priority) -> Progress:
        """Raises `WrongStatusError` when the session is not being processed."""
        await self.progress(session_id)
        await self._session(session_id, "given another priority").set_priority(priority)
        return await self.progress(session_id)

    async def read_next(self, session_id: str, folder: str) -> Progress:
        """Take the pending files below the folder before the others; empty: none.

        Raises `WrongStatusError` when the session is not being processed, or no pending file lies there.
        """
        progress = await self.progress(session_id)
        session = self._session(session_id, "told what to read next")
        if folder and progress.discovery_over:
            folder = folder.rstrip("/") or "/"
            if not await self._catalog.staging.count_pending_below(session_id, folder):
                raise WrongStatusError(f"no pending file of the session lies below {folder}")
        await session.read_next(folder)
        return await self.progress(session_id)

    async def retry_failed(
        self, session_id: str, *, cause: FailureCause | None = None, file_ids: Sequence[int] | None = None
    ) -> int:
        """Read failed files once more, as a run of the same session: all, those of one cause, or single ones; how many.

        Files that a cancelled session left pending are read with them, or alone where none failed. Raises
        `WrongStatusError` while the session runs, or when there is no such file.
        """
        async with self.relations.lock(session_id):  # of two who ask at once the second finds it running
            await self._require(session_id, TERMINAL, "read again")
            async with self._settling_if_in_doubt(session_id):
                retried = await self._catalog.sessions.retry_failed(session_id, cause=cause, file_ids=file_ids)
                if retried == 0:
                    raise WrongStatusError("no failed file of the session fits")
                row = await self._catalog.sessions.row(session_id)
                progress = await self._catalog.sessions.progress(session_id)
            assert row is not None and progress is not None
            self._process_in_background(row, progress, self._hub.renew(progress))
        return retried

    async def undo(self, session_id: str) -> UndoResult:
        """Take the session's newest commit back as a unit; that of a deleted session, too.

        It may have been read on since. Raises `WrongStatusError` while it is being read or committed,
        `UndoRefusedError` when later commits changed its files, `CommitError` when it wrote nothing.
        """
        async with self.relations.lock(session_id):  # what it reads afterwards is shown before another reading begins
            try:
                await self._require(session_id, COMMITTABLE, "undone")
            except DeletedSessionError:
                return await self._undo_deleted(session_id)
            async with self._settling_if_in_doubt(session_id):
                try:
                    result = await self._catalog.commits.undo(session_id)
                except SessionBusyError as error:
                    raise WrongStatusError(str(error)) from None
            await self.recount(session_id)
        log.info("commit undone", session_id=session_id, removed=result.removed, restored=result.restored)
        return result

    async def undoable(self, session_id: str) -> UndoResult | None:
        """What `undo` would take back, unless later commits changed it; None where nothing can be undone now."""
        progress = await self.progress(session_id)
        if progress.status not in COMMITTABLE:
            return None
        return await self._catalog.commits.undoable(session_id)

    async def move_nsfw_threshold(self, session_id: str, threshold: float) -> Progress:
        """Label the session's files at `threshold`, 0…1, by the scores they have; the state afterwards.

        Raises `WrongStatusError` while it runs, and once its verdicts are in the library.
        """
        progress = await self._require(session_id, RELABELLED, "labelled anew")
        async with self._settling_if_in_doubt(session_id):
            if not await self._catalog.sessions.set_nsfw_threshold(session_id, threshold):
                raise WrongStatusError("the session began to run meanwhile, so it cannot be labelled anew")
            labelled = await self._catalog.sessions.progress(session_id)
        assert labelled is not None
        self._hub.open(labelled)
        log.info(
            "nsfw threshold moved",
            session_id=session_id,
            threshold=threshold,
            before=progress.counters.nsfw_detected,
            after=labelled.counters.nsfw_detected,
        )
        return labelled

    async def recount(self, session_id: str) -> None:
        """Show what is staged now, after somebody changed it."""
        progress = await self._catalog.sessions.progress(session_id)
        if progress is not None:
            self._hub.open(progress)

    async def _undo_deleted(self, session_id: str) -> UndoResult:
        try:
            result = await self._catalog.commits.undo(session_id)
        except CommitError:
            raise DeletedSessionError(session_id) from None
        log.info("commit undone", session_id=session_id, removed=result.removed, restored=result.restored)
        return result

    async def commit(self, session_id: str) -> Progress:
        """Begin to write the session's files into the library; the state at the start.

        Raises `WrongStatusError` while it is still being processed or committed.
        """
        async with self.relations.lock(session_id):
            progress = await self._require(session_id, COMMITTABLE, "committed")
            async with self._settling_if_in_doubt(session_id):
                await self._catalog.sessions.set_status(session_id, Status.COMMITTING)
            return self._begin_commit(progress)

    def _begin_commit(self, progress: Progress) -> Progress:
        committing = replace(
            progress, status=Status.COMMITTING, message="", committed=0, commit_total=progress.ledger.ok
        )
        self._commit_in_background(committing)
        return committing

    async def delete(self, session_id: str) -> None:
        """Forget a session, what it staged included; the library keeps everything.

        Raises `WrongStatusError` while it is being committed.
        """
        progress = await self.progress(session_id)
        if progress.status is Status.COMMITTING:
            raise WrongStatusError("a session that is being committed cannot be deleted; wait until it is done")
        if session_id in self._running:
            await self.cancel(session_id)
        async with self._settling_if_in_doubt(session_id):
            await self._catalog.sessions.delete(session_id)
        self._hub.drop(session_id)

    async def _delete_if_over(self, session_id: str) -> None:
        """A session that somebody reads again or commits just now stays."""
        try:
            await self._require(session_id, TERMINAL, "deleted by age")
        except (WrongStatusError, UnknownSessionError):
            return
        await self.delete(session_id)

    async def _require(self, session_id: str, allowed: frozenset[Status] | set[Status], what: str) -> Progress:
        progress = await self.progress(session_id)
        if progress.status not in allowed:
            raise WrongStatusError(f"a session that is {progress.status} cannot be {what}")
        return progress

    def _session(self, session_id: str, what: str) -> Session:
        session = self._running.get(session_id)
        if session is None:
            raise WrongStatusError(f"the session is not being processed, so it cannot be {what}")
        return session

    def _process_in_background(self, row: SessionRow, progress: Progress, channel: Channel) -> None:
        session = Session(row, progress, channel, self._workshop)
        self._running[row.session_id] = session
        self._in_background(
            row.session_id, session.process_files_background(), lambda: self._running.pop(row.session_id)
        )

    def _commit_in_background(self, progress: Progress) -> None:
        channel = self._hub.open(progress)
        channel.publish(progress)
        self._in_background(progress.session_id, self._commit(progress, channel), lambda: None)

    def _in_background(self, session_id: str, work: Coroutine[None, None, None], after: Callable[[], object]) -> None:
        task = asyncio.create_task(work, name=f"session {session_id}")
        self._tasks[session_id] = task

        def ended(task: asyncio.Task[None]) -> None:
            after()
            if self._tasks.get(session_id) is task:
                del self._tasks[session_id]
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("session task ended", session_id=session_id, error=repr(error))

        task.add_done_callback(ended)

    @asynccontextmanager
    async def _settling_if_in_doubt(self, session_id: str) -> AsyncIterator[None]:
        """Around a change that the database may have kept though it could not say so any more.

        The caller gets the outage; what was kept all the same is found and gone on with once the database is back.
        """
        try:
            yield
        except CatalogUnavailableError:
            task = asyncio.create_task(self._settle(session_id), name=f"settle {session_id}")
            self._settling.add(task)
            task.add_done_callback(self._settling.discard)
            raise

    async def _settle(self, session_id: str) -> None:
        """Make what runs and what is shown agree with the database."""
        row = await patiently(lambda: self._catalog.sessions.row(session_id), _keep_trying)
        progress = await patiently(lambda: self._catalog.sessions.progress(session_id), _keep_trying)
        if session_id in self._tasks:
            return
        if row is None or progress is None:
            self._hub.drop(session_id)
            return
        self._hub.renew(progress)
        if row.status in ACTIVE:
            self._go_on(row, progress)

    async def _commit(self, progress: Progress, channel: Channel) -> None:
        loop = asyncio.get_running_loop()

        def on_progress(written: int, total: int, message: str) -> None:
            newest = replace(progress, committed=written, commit_total=total, message=message)
            loop.call_soon_threadsafe(channel.publish, newest)

        def on_outage(error: CatalogUnavailableError) -> None:
            log.warning("waiting", session_id=progress.session_id, awaited=Awaited.DATABASE, reason=str(error))
            message = waiting_message(Awaited.DATABASE, str(error))
            channel.publish(replace(progress, message=message, committed=0))

        try:
            result = await patiently(lambda: self._commit_once(progress.session_id, on_progress), on_outage)
        except Exception as error:
            message = f"Nothing was committed: {error}"
            await patiently(
                lambda: self._catalog.sessions.set_status(progress.session_id, Status.COMMIT_ERROR, message=message),
                on_outage,
            )
            channel.publish(replace(progress, status=Status.COMMIT_ERROR, message=message, committed=0))
            raise
        log.info("session committed", session_id=progress.session_id, created=result.created, updated=result.updated)
        channel.publish(
            replace(
                progress,
                status=Status.COMMITTED,
                message=result.message,
                committed=result.total,
                commit_total=result.total,
            )
        )

    async def _commit_once(self, session_id: str, on_progress: OnProgress) -> CommitResult:
        """Commit, unless an earlier try was kept though its answer was lost: that one counts."""
        row = await self._catalog.sessions.row(session_id)
        if row is not None and row.status is Status.COMMITTED:
            return CommitResult(row.created, row.updated, row.committed, row.moved, row.removed)
        async with self.relations.lock(session_id):
            await self.relations.confirm(session_id)
        return await self._catalog.commits.commit(session_id, on_progress)


def _keep_trying(_: CatalogUnavailableError) -> None:
    """Whoever asked was told of the outage; the rest is done when it is over."""


def new_session_id() -> str:
    """Sorts by time and reads as one: `20260131-154500-1f3a9c`."""
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
