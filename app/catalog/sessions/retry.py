"""Failed files: counted by cause, and reset to pending when the user retries them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, insert, literal, select, update

from app.catalog.database.schema import is_failed, run_files, sessions, staged_files
from app.catalog.findings.rows import drop_unreferenced
from app.catalog.records import FailureCause
from app.catalog.sessions.counts import count_ledger
from app.catalog.sessions.runs import begin_run
from app.catalog.sessions.sessions import find_session_number
from app.domain.progress import Outcome, Status
from app.domain.runs import Pending, RunKind

RETRY_BATCH = 1_000

_AS_DISCOVERED: dict[str, object] = {
    "outcome": Outcome.PENDING,
    "finished_at": None,
    "finding_id": None,
    "machine": None,
    "kind": None,
    "captured_at": None,
    "score": None,
    "nsfw_score": None,
    "is_nsfw": False,
    "pixels_read": True,
    "has_metadata": False,
    "has_prompt": False,
    "keyword_count": 0,
    "failure_step": None,
    "failure_reason": None,
    "relation": None,
    "library_id": None,
}


def count_failure_causes(connection: Connection, session_id: str) -> list[FailureCause]:
    """Count the session's failed files by cause, most frequent first. Raises UnknownSessionError."""
    file, files = staged_files.c, func.count().label("files")
    query = (
        select(file.failure_step, file.failure_reason, files)
        .where(file.session == find_session_number(connection, session_id), is_failed)
        .group_by(file.failure_step, file.failure_reason)
        .order_by(files.desc(), file.failure_step, file.failure_reason)
    )
    return [FailureCause(step, reason, count) for step, reason, count in connection.execute(query)]


def retry_failed(
    connection: Connection,
    session_id: str,
    at: float,
    *,
    cause: FailureCause | None,
    file_ids: Sequence[int] | None,
    pending: Pending,
) -> int:
    """Begin a run that reads failed files again: all, those with `cause`, or those in `file_ids`. Return how many.

    `pending` says what happens to files that were not read yet. With `ALSO`, and no failed file among all, the run
    reads and counts the pending files alone. If there is nothing to read, no run begins and the result is 0.
    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    connection.execute(delete(run_files).where(run_files.c.session == number))
    is_restricted = pending is Pending.LEAVE
    retried = 0 if pending is Pending.ONLY else _reset_to_pending(connection, number, cause, file_ids, is_restricted)
    ledger = count_ledger(connection, number)
    if not retried and (pending is Pending.LEAVE or cause is not None or file_ids is not None):
        return 0
    if ledger.pending:
        step_and_reason = {} if cause is None else {"step": cause.step, "reason": cause.reason}
        begin_run(connection, number, _run_kind(retried, cause, file_ids), at, before=ledger, **step_and_reason)
        _reopen(connection, number)
    return retried or ledger.pending


def _run_kind(retried: int, cause: FailureCause | None, file_ids: Sequence[int] | None) -> RunKind:
    if not retried:
        return RunKind.REST
    if cause is not None:
        return RunKind.CAUSE
    return RunKind.FAILED if file_ids is None else RunKind.FILES


def _reopen(connection: Connection, number: int) -> None:
    """Set the status in the same transaction, so a crash cannot leave a run that nobody processes."""
    over = connection.execute(select(sessions.c.discovery_over).where(sessions.c.id == number)).scalar_one()
    values = {"status": Status.PROCESSING if over else Status.STARTING, "message": "", "ended_at": None}
    connection.execute(update(sessions).where(sessions.c.id == number).values(values))


def _reset_to_pending(
    connection: Connection,
    number: int,
    cause: FailureCause | None,
    file_ids: Sequence[int] | None,
    is_restricted: bool,
) -> int:
    """Reset the matching failed files in batches and return how many. The run reads only these if it is restricted."""
    file = staged_files.c
    conditions: list[ColumnElement[bool]] = [file.session == number, is_failed]
    if cause is not None:
        conditions += [file.failure_step == cause.step, file.failure_reason == cause.reason]
    if file_ids is not None:
        conditions.append(file.id.in_(file_ids))
    head, retried = select(file.id, file.finding_id).where(*conditions).limit(RETRY_BATCH), 0
    while batch := connection.execute(head).all():
        ids = [row.id for row in batch]
        connection.execute(update(staged_files).where(file.id.in_(ids)).values(_AS_DISCOVERED))
        if is_restricted:
            rows = select(file.id, literal(number)).where(file.id.in_(ids))
            connection.execute(insert(run_files).from_select(["file_id", "session"], rows))
        drop_unreferenced(connection, [row.finding_id for row in batch])
        retried += len(ids)
    return retried
