"""`catalog.sessions`: what is stored of each session besides its files."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from concurrent.futures import Future
from contextlib import suppress

from app.catalog.database.database import Database, Read, Write
from app.catalog.errors import CatalogClosedError
from app.catalog.records import FailureCause, SessionKey, SessionPage, SessionRow, Totals
from app.catalog.sessions import nsfw_threshold, retry, runs, session_deletion, sessions
from app.catalog.sessions.counts import load_sent_failures
from app.domain.parameters import Parameters
from app.domain.passed_over import PassedOver
from app.domain.priority import Priority
from app.domain.progress import FileFailure, Progress, Status
from app.domain.rate import Rate
from app.domain.runs import Pending, Run
from app.domain.time_spent import TimeSpent


class SessionStore:
    """Reads and writes of session rows, their runs and their retries."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clear_deleted()

    def create(
        self,
        session_id: str,
        parameters: Parameters,
        created_at: float,
        priority: Priority = Priority.NORMAL,
        populated: Sequence[str] = (),
    ) -> Write[None]:
        """Insert a session; `populated` lists the chosen folders that are not empty. `created_at` in Unix seconds."""
        return self._database.write(
            lambda c: sessions.insert_session(c, session_id, parameters, created_at, priority, populated)
        )

    def set_status(
        self,
        session_id: str,
        status: Status,
        *,
        message: str = "",
        elapsed: float | None = None,
        rate: Rate | None = None,
        time_spent: TimeSpent | None = None,
        discovery_message: str | None = None,
    ) -> Write[None]:
        """Set the status. None leaves `elapsed` (seconds), `rate`, `time_spent` and `discovery_message` as they are.

        A discovery message, even an empty one, marks discovery as finished. Raises UnknownSessionError.
        """
        at = time.time()
        return self._database.write(
            lambda c: sessions.update_status(
                c,
                session_id,
                status,
                at,
                message=message,
                elapsed=elapsed,
                rate=rate,
                time_spent=time_spent,
                discovery_message=discovery_message,
            )
        )

    def save_work(
        self, session_id: str, elapsed: float, rate: Rate, time_spent: TimeSpent | None = None
    ) -> Write[None]:
        """Save how many seconds the session has worked so far, how fast, and where the time went.

        Raises UnknownSessionError.
        """
        return self._database.write(lambda c: sessions.update_work(c, session_id, elapsed, rate, time_spent))

    def set_priority(self, session_id: str, priority: Priority) -> Write[None]:
        """Set the priority. Raises UnknownSessionError."""
        return self._database.write(lambda c: sessions.update_control(c, session_id, priority=priority))

    def set_next_folder(self, session_id: str, folder: str) -> Write[None]:
        """Read the pending files below `folder` before all others; an empty string clears the preference.

        Raises UnknownSessionError.
        """
        return self._database.write(lambda c: sessions.update_control(c, session_id, next_folder=folder))

    def set_passed_over(self, session_id: str, passed_over: PassedOver) -> Write[None]:
        """Save what discovery passed over. Raises UnknownSessionError."""
        return self._database.write(lambda c: sessions.update_passed_over(c, session_id, passed_over))

    def set_nsfw_threshold(self, session_id: str, threshold: float) -> Write[bool]:
        """Change the threshold (0 to 1) and relabel the session's files; False if its status does not allow it."""
        return self._database.write(
            lambda c: nsfw_threshold.change_nsfw_threshold(c, session_id, threshold), alone=True
        )

    def row(self, session_id: str) -> Read[SessionRow | None]:
        """Return the session, or None if there is none."""
        return self._database.read(lambda c: sessions.find_session(c, session_id))

    def page(self, limit: int, after: SessionKey | None = None) -> Read[SessionPage]:
        """Return at most `limit` sessions, newest first, starting after `after`."""
        return self._database.read(lambda c: sessions.load_session_page(c, limit, after))

    def newest(self, statuses: Collection[Status]) -> Read[SessionRow | None]:
        """Return the newest session that has one of the statuses."""
        return self._database.read(lambda c: sessions.find_newest_session(c, statuses))

    def ended_before(self, moment: float) -> Read[list[str]]:
        """Return the ids of sessions that have ended and have not changed since `moment` (Unix seconds)."""
        return self._database.read(lambda c: sessions.find_sessions_ended_before(c, moment))

    def unfinished(self) -> Read[list[SessionRow]]:
        """Return the sessions that run or are paused, oldest first: what a starting server resumes."""
        return self._database.read(sessions.load_unfinished_sessions)

    def progress(self, session_id: str) -> Read[Progress | None]:
        """Return the session's progress, counted from its staged files; None if there is no such session."""
        return self._database.read(lambda c: sessions.load_progress(c, session_id))

    def sent_failures(self, session_id: str, limit: int) -> Read[list[FileFailure]]:
        """Return the newest failures, oldest first, in the order in which their outcomes were stored.

        Raises UnknownSessionError.
        """
        return self._database.read(lambda c: load_sent_failures(c, sessions.find_session_number(c, session_id), limit))

    def totals(self, session_id: str) -> Read[Totals]:
        """Count what a commit of the session would bring into the library. Raises UnknownSessionError."""
        return self._database.read(lambda c: sessions.load_totals(c, session_id))

    def runs(self, session_ids: Sequence[str]) -> Read[dict[str, list[Run]]]:
        """Return each session's runs, oldest first; a run that has not ended has no counts yet."""
        return self._database.read(lambda c: runs.load_runs(c, session_ids))

    def failure_causes(self, session_id: str) -> Read[list[FailureCause]]:
        """Return why files failed, the most frequent cause first. Raises UnknownSessionError."""
        return self._database.read(lambda c: retry.count_failure_causes(c, session_id))

    def retry_failed(
        self,
        session_id: str,
        *,
        cause: FailureCause | None = None,
        file_ids: Sequence[int] | None = None,
        pending: Pending = Pending.ALSO,
    ) -> Write[int]:
        """Begin a run that reads failed files again: all, those with `cause`, or those in `file_ids`. Return how many.

        `pending` says what happens to files that were not read yet.

        The session's status becomes `processing`, or `starting` if its discovery had not finished. If there is nothing
        to read, no run begins and the result is 0.
        """
        at = time.time()
        return self._database.write(
            lambda c: retry.retry_failed(c, session_id, at, cause=cause, file_ids=file_ids, pending=pending)
        )

    def delete(self, session_id: str) -> Write[bool]:
        """Delete a session, but not its library files; False if there is none. A background job removes its rows."""
        deleted = self._database.write(
            lambda c: session_deletion.delete_session(c, session_id, time.time()), alone=True
        )
        deleted.future.add_done_callback(self._clear_deleted)
        return deleted

    def was_deleted(self, session_id: str) -> Read[bool]:
        """Return whether a session with this id was deleted."""
        return self._database.read(lambda c: session_deletion.was_deleted(c, session_id))

    def _clear_deleted(self, done: Future[bool] | None = None) -> None:
        """Remove the rows of deleted sessions in small batches until none are left.

        If the catalog closes or the database fails meanwhile, the next deletion or the next start continues.
        """
        if done is None or (not done.cancelled() and done.exception() is None and done.result()):
            with suppress(CatalogClosedError):
                self._database.write(session_deletion.clear_batch).future.add_done_callback(self._clear_deleted)
