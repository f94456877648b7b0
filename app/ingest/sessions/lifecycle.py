"""The lifecycle of one session: its status, and whether it may work right now.

A session does not work while a user has paused it, during an outage, and once it is cancelled or has ended. Each status
is saved before it is shown. During an outage the session shows `paused` with the reason; that is never saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypedDict, TypeVar

import structlog

from app.domain.progress import RUNNING, TERMINAL, Progress, Status
from app.ingest.disk.mounts import explain_unmounted
from app.ingest.sessions.gate import Blocker, Gate
from app.ingest.sessions.outages import (
    RETRY_S,
    Dependency,
    Outages,
    format_paused,
    format_waiting,
    retry_through_outage,
)
from app.ingest.sessions.stopwatch import Stopwatch

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


SAVED_AHEAD_S = 2.0
"""Longer than from one save to the next. A session whose server is killed has worked for up to this much less than it
says."""


class StateChange(TypedDict, total=False):
    """The fields of `Progress` that a change of the lifecycle changes."""

    status: Status
    message: str
    waiting: bool
    current_file: str
    discovery_over: bool
    discovery_message: str


class SaveStatus(Protocol):
    """Saves a status and returns once it is durable; None keeps the discovery message that is saved."""

    async def __call__(self, status: Status, message: str, discovery_message: str | None) -> None: ...


class Lifecycle:
    """Decides when a session works, and what it shows as its status.

    `emit` shows a change. `recount` replaces the session's counts with those of the database.
    """

    def __init__(
        self,
        progress: Progress,
        *,
        save: SaveStatus,
        emit: Callable[[StateChange], None],
        recount: Callable[[], Awaitable[None]],
    ) -> None:
        self._session_id = progress.session_id
        self._save = save
        self._emit = emit
        self._recount = recount
        self._saved_status, self._saved_message = progress.status, progress.message
        self._discovery_over = progress.discovery_over
        self._is_paused = progress.status is Status.PAUSED
        """By a user, not by an outage. Only a user ends it."""
        self._is_ending = False
        self._cancelled = asyncio.Event()
        self._changing = asyncio.Lock()
        self._requests: set[asyncio.Task[None]] = set()
        """Pauses and resumptions that are not saved yet."""
        self._outages = Outages(self._show)
        self._gate = Gate(*([Blocker.PAUSE] if self._is_paused else []))
        self._stopwatch = Stopwatch(progress.elapsed)
        self._run_stopwatch(progress.status)

    @property
    def elapsed(self) -> float:
        """Seconds of work so far."""
        return self._stopwatch.elapsed

    @property
    def is_working(self) -> bool:
        """Whether `elapsed` grows."""
        return self._stopwatch.is_running

    @property
    def elapsed_to_save(self) -> float:
        """`elapsed`, and while it grows some more: the clock must not go back when the server is killed."""
        return self.elapsed + (SAVED_AHEAD_S if self.is_working else 0)

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def is_open(self) -> bool:
        """Whether the next file may be read: no pause and no outage."""
        return self._gate.is_open

    @property
    def unreachable(self) -> Dependency | None:
        """What the session is waiting for, the database before the media; None without an outage."""
        return self._outages.worst

    @property
    def has_had_outage(self) -> bool:
        return self._outages.has_occurred

    def cancel(self) -> None:
        """End every wait at once. The session itself saves `cancelled` when its tasks have ended."""
        self._cancelled.set()
        if self.unreachable is Dependency.DATABASE:
            self._show()

    async def pause(self) -> None:
        """Close the gate. Does nothing to a session that is cancelled or about to end.

        Returns when the pause is saved, or at once while the database is unreachable.
        """
        if not self._is_ending and not self.is_cancelled:
            self._is_paused = True
            self._gate.block(Blocker.PAUSE)
        await self._save_request()

    async def resume(self) -> None:
        """End the pause. During an outage the session then waits for the outage to end. Returns like `pause`."""
        self._is_paused = False
        await self._save_request()

    async def end_discovery(self, message: str) -> None:
        """Save and show that discovery is over, with its message for the user; empty: nothing to say."""
        await self._change_status(None, discovery_message=message)

    async def end(self, status: Status, message: str | None = None) -> None:
        """Save and show the final status. Without a message the current one stays."""
        await self._change_status(status, message=message)

    def abandon_requests(self) -> None:
        """Stop saving pauses and resumptions, because the server stops."""
        for request in self._requests:
            request.cancel()

    async def wait_until_open(self) -> bool:
        """Wait for the end of pauses and outages. Returns False once the session is cancelled."""
        while not self._gate.is_open and not self.is_cancelled:
            await self.finish_unless_cancelled(self._gate.wait())
        return not self.is_cancelled

    async def finish_unless_cancelled(self, work: Awaitable[object]) -> bool:
        """Wait for `work`. Returns False as soon as the session is cancelled, which cancels `work` too."""
        working, cancelled = asyncio.ensure_future(work), asyncio.create_task(self._cancelled.wait())
        try:
            await asyncio.wait((working, cancelled), return_when=asyncio.FIRST_COMPLETED)
            return not self.is_cancelled
        finally:
            cancelled.cancel()
            if not working.done():
                working.cancel()

    async def wait_until_mounted(self, folders: Sequence[str]) -> bool:
        """Wait while one of `folders` is not mounted. Returns whether it had to wait, also when cancelled meanwhile."""
        has_waited = False
        while True:
            check = asyncio.create_task(asyncio.to_thread(explain_unmounted, folders))
            if not await self.finish_unless_cancelled(check) or (reason := check.result()) is None:
                break
            has_waited = True
            self._begin_outage(Dependency.MEDIA, reason)
            await self.finish_unless_cancelled(asyncio.sleep(RETRY_S))
        self._outages.end(Dependency.MEDIA)
        return has_waited

    def set_missing_workers(self, reason: str) -> None:
        """Wait while there is no worker, for `reason`; empty: there is one."""
        if reason:
            self._begin_outage(Dependency.WORKERS, reason)
        else:
            self._outages.end(Dependency.WORKERS)

    async def retry_through_outage(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Return the result of `attempt`, repeated and shown as waiting while the database is unreachable."""
        result = await retry_through_outage(
            attempt, lambda error: self._begin_outage(Dependency.DATABASE, error.reason, error.cure)
        )
        self._outages.end(Dependency.DATABASE)
        return result

    def _begin_outage(self, dependency: Dependency, reason: str, cure: str = "") -> None:
        if self._saved_status not in TERMINAL and self._outages.begin(dependency, reason, cure):
            log.warning("waiting", session_id=self._session_id, dependency=dependency, reason=reason)

    async def _save_request(self) -> None:
        """Save a pause or resumption before returning; while the database is unreachable, show it and save it later."""
        request = asyncio.create_task(self._change_status(None), name=f"request to session {self._session_id}")
        self._requests.add(request)
        request.add_done_callback(self._finish_request)
        outage = asyncio.create_task(self._outages.wait_for_database_outage())
        try:
            await asyncio.wait((request, outage), return_when=asyncio.FIRST_COMPLETED)
        finally:
            outage.cancel()
        if not request.done():
            self._show()
        elif not request.cancelled():
            request.result()

    def _finish_request(self, request: asyncio.Task[None]) -> None:
        self._requests.discard(request)
        if not request.cancelled() and (error := request.exception()) is not None:
            log.error("request not saved", session_id=self._session_id, error=repr(error))

    async def _change_status(
        self, status: Status | None, *, message: str | None = None, discovery_message: str | None = None
    ) -> None:
        """Save a status, then show it: one change at a time, and none after the end.

        Without a status the session goes on. Whether it then is paused, discovering or processing is decided only
        when earlier changes are saved, because a pause, the end of discovery and the end may come together. Without a
        message the current one stays. A discovery message, even an empty one, ends discovery.
        """
        self._is_ending = self._is_ending or status in TERMINAL
        async with self._changing:
            if self._saved_status in TERMINAL:
                return
            discovery_over = self._discovery_over or discovery_message is not None
            new_status = status or self._active_status(discovery_over)
            new_message = self._saved_message if message is None else message
            await self._save_status(new_status, new_message, discovery_message)
            self._saved_status, self._saved_message = new_status, new_message
            self._discovery_over = discovery_over
            change: StateChange = {"discovery_over": discovery_over}
            if new_status is not Status.PROCESSING:
                change["current_file"] = ""
            if discovery_message is not None:
                change["discovery_message"] = discovery_message
            if new_status is not Status.PAUSED and not self._is_paused:  # a new pause may have come meanwhile
                self._gate.unblock(Blocker.PAUSE)
            self._show(change)

    def _active_status(self, discovery_over: bool) -> Status:
        if self._is_paused:
            return Status.PAUSED
        return Status.PROCESSING if discovery_over else Status.STARTING

    async def _save_status(self, status: Status, message: str, discovery_message: str | None) -> None:
        self._run_stopwatch(status)
        await self._save(status, message, discovery_message)
        self._run_stopwatch(status)  # an outage while saving has changed it
        log.info("session status", session_id=self._session_id, status=status)
        if status is Status.ERROR:  # the database may have kept outcomes that the defect kept from being counted
            await self._recount()

    def _run_stopwatch(self, status: Status) -> None:
        if status in RUNNING:
            self._stopwatch.start()
        else:
            self._stopwatch.stop()

    def _show(self, change: StateChange | None = None) -> None:
        """Emit `change` with the current state, and let the gate follow the outages."""
        status, message = self._current_state()
        self._run_stopwatch(status)
        waiting = bool(self._outages) and status is Status.PAUSED and not self._is_paused
        self._emit({**(change or {}), "status": status, "message": message, "waiting": waiting})
        if self._outages:
            self._gate.block(Blocker.OUTAGE)
        else:
            self._gate.unblock(Blocker.OUTAGE)

    def _current_state(self) -> tuple[Status, str]:
        """Return status and message: the saved ones, except for outages and for requests that are not saved yet."""
        if self._saved_status in TERMINAL:
            return self._saved_status, self._saved_message
        if (dependency := self.unreachable) is not None:
            return Status.PAUSED, self._explain_outage(dependency)
        return self._active_status(self._discovery_over), self._saved_message

    def _explain_outage(self, dependency: Dependency) -> str:
        reason, cure = self._outages.reason, self._outages.cure
        if self.is_cancelled and dependency is Dependency.DATABASE:
            return f"Cancelling as soon as the database is reachable again: {reason}"
        return (format_paused if self._is_paused else format_waiting)(dependency, reason, cure)
