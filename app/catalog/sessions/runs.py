"""The runs of a session: the first one, and one for each retry of failed files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from app.catalog.database.schema import runs, sessions
from app.domain.progress import Ledger, Status
from app.domain.runs import Run, RunKind


def begin_run(
    connection: Connection,
    session: int,
    kind: RunKind,
    at: float,
    *,
    step: str | None = None,
    reason: str | None = None,
    before: Ledger | None = None,
) -> int:
    """Insert a run and return its number, counted from 1. `before` is the session's ledger when the run begins."""
    before = before or Ledger()
    newest = select(func.coalesce(func.max(runs.c.number), 0)).where(runs.c.session == session)
    number: int = connection.execute(newest).scalar_one() + 1
    elapsed = connection.execute(select(sessions.c.elapsed).where(sessions.c.id == session)).scalar_one()
    values = {
        "session": session,
        "number": number,
        "kind": kind,
        "step": step,
        "reason": reason,
        "started_at": at,
        "elapsed": 0.0,
        "ok_before": before.ok,
        "failed_before": before.failed,
        "elapsed_before": elapsed,
    }
    connection.execute(insert(runs).values(values))
    return number


def end_run(connection: Connection, session: int, status: Status, at: float, ledger: Ledger, elapsed: float) -> None:
    """End the session's open run, if there is one. `ledger` and `elapsed` (seconds) are those of the whole session."""
    open_run = (runs.c.session == session, runs.c.ended_at.is_(None))
    row = connection.execute(select(runs).where(*open_run)).one_or_none()
    if row is None:
        return
    run = run_of(row).at(ledger, elapsed)
    values = {
        "ended_at": at,
        "status": status,
        "elapsed": run.elapsed,
        "ok": run.ok,
        "failed": run.failed,
        "left": run.left,
    }
    connection.execute(update(runs).where(*open_run).values(values))


def find_newest_run_number(connection: Connection, session: int) -> int:
    """Return the number of the session's newest run, counted from 1."""
    newest = select(func.coalesce(func.max(runs.c.number), 1)).where(runs.c.session == session)
    number: int = connection.execute(newest).scalar_one()
    return number


def load_runs(connection: Connection, session_ids: Sequence[str]) -> dict[str, list[Run]]:
    """Return the runs of each existing session, oldest first, by session id."""
    query = (
        select(sessions.c.session_id, runs)
        .join(runs, runs.c.session == sessions.c.id)
        .where(sessions.c.session_id.in_(session_ids))
        .order_by(runs.c.number)
    )
    found: dict[str, list[Run]] = {}
    for row in connection.execute(query):
        found.setdefault(row.session_id, []).append(run_of(row))
    return found


def run_of(row: Row[Any]) -> Run:
    return Run(
        number=row.number,
        kind=RunKind(row.kind),
        step=row.step,
        reason=row.reason,
        started_at=row.started_at,
        ended_at=row.ended_at,
        status=None if row.status is None else Status(row.status),
        elapsed=row.elapsed,
        ok=row.ok,
        failed=row.failed,
        left=row.left,
        ok_before=row.ok_before,
        failed_before=row.failed_before,
        elapsed_before=row.elapsed_before,
    )
