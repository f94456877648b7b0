"""Sessions: their rows, their parameters and their progress."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, insert, or_, select, update

from app.catalog.database.schema import commits, sessions
from app.catalog.errors import DeletedSessionError, UnknownSessionError
from app.catalog.records import SessionKey, SessionPage, SessionRow, Totals
from app.catalog.sessions.counts import (
    count_by_outcome,
    count_companions,
    count_ledger,
    load_newest_failures,
    to_counters,
    to_ledger,
    to_totals,
)
from app.catalog.sessions.runs import begin_run, end_run, find_newest_run_number
from app.catalog.sessions.session_deletion import was_deleted
from app.domain.parameters import Parameters
from app.domain.passed_over import PassedOver
from app.domain.priority import Priority
from app.domain.progress import ACTIVE, TERMINAL, Progress, Status
from app.domain.rate import Rate
from app.domain.runs import RUN_OVER, RunKind
from app.domain.time_spent import TimeSpent, WorkPart

READING = frozenset({Status.STARTING, Status.PROCESSING, Status.PAUSED})
"""Statuses of a session whose newest run has not ended."""


def insert_session(
    connection: Connection,
    session_id: str,
    parameters: Parameters,
    created_at: float,
    priority: Priority,
    populated: Sequence[str],
) -> None:
    """Insert a session and its first run. `created_at` in Unix seconds."""
    row = {
        "session_id": session_id,
        "status": Status.STARTING,
        "parameters": json.dumps(asdict(parameters)),
        "created_at": created_at,
        "elapsed": 0.0,
        "message": "",
        "priority": priority,
        "populated": json.dumps(list(populated)),
    }
    number = connection.execute(insert(sessions).values(row).returning(sessions.c.id)).scalar_one()
    begin_run(connection, number, RunKind.FIRST, created_at)


def update_status(
    connection: Connection,
    session_id: str,
    status: Status,
    at: float,
    *,
    message: str,
    elapsed: float | None,
    rate: Rate | None,
    time_spent: TimeSpent | None,
    discovery_message: str | None,
) -> None:
    """Set the status; None leaves a value unchanged. Raises UnknownSessionError.

    A status that ends a run also ends the run's row. A discovery message marks discovery as finished.
    """
    number = find_session_number(connection, session_id)
    given = {
        "elapsed": elapsed,
        "rate": rate and _rate_text(rate),
        "time_spent": time_spent and _time_text(time_spent),
        "discovery_over": None if discovery_message is None else True,
        "discovery_message": discovery_message,
    }
    values: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if status in RUN_OVER | READING:
        values["ended_at"] = at if status in RUN_OVER else None
    connection.execute(update(sessions).where(sessions.c.id == number).values(status=status, message=message, **values))
    if status in RUN_OVER:
        worked = connection.execute(select(sessions.c.elapsed).where(sessions.c.id == number)).scalar_one()
        end_run(connection, number, status, at, count_ledger(connection, number), worked)


def update_work(
    connection: Connection, session_id: str, elapsed: float, rate: Rate, time_spent: TimeSpent | None
) -> None:
    """Save how many seconds the session has worked so far, its rate, and where the time went; None leaves the last.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    values = {"elapsed": elapsed, "rate": _rate_text(rate)}
    if time_spent is not None:
        values["time_spent"] = _time_text(time_spent)
    connection.execute(update(sessions).where(sessions.c.id == number).values(values))


def update_control(
    connection: Connection, session_id: str, *, priority: Priority | None = None, next_folder: str | None = None
) -> None:
    """Set the priority or the next folder; None leaves a value unchanged, an empty folder clears it.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    given = {"priority": priority, "next_folder": next_folder}
    values = {name: value for name, value in given.items() if value is not None}
    connection.execute(update(sessions).where(sessions.c.id == number).values(values))


def update_passed_over(connection: Connection, session_id: str, passed_over: PassedOver) -> None:
    """Save what discovery passed over. Raises UnknownSessionError."""
    number = find_session_number(connection, session_id)
    text = json.dumps(asdict(passed_over), separators=(",", ":"))
    connection.execute(update(sessions).where(sessions.c.id == number).values(passed_over=text))


def _passed_over_of(text: str | None) -> PassedOver | None:
    if text is None:
        return None
    found = json.loads(text)
    return PassedOver(tuple((extension, files) for extension, files in found["kinds"]), found["others"])


def _rate_text(rate: Rate) -> str:
    return json.dumps([rate.bucket_s, *rate.files], separators=(",", ":"))


def _time_text(spent: TimeSpent) -> str:
    return json.dumps({part: round(seconds, 6) for part, seconds in spent.seconds.items()}, separators=(",", ":"))


def _time_of(text: str | None) -> TimeSpent:
    return TimeSpent({WorkPart(name): seconds for name, seconds in json.loads(text or "{}").items()})


def _rate_of(text: str | None) -> Rate:
    if text is None:
        return Rate()
    bucket_s, *files = json.loads(text)
    return Rate(bucket_s, tuple(files))


def find_session_number(connection: Connection, session_id: str) -> int:
    """Return the id of the session's row in the database.

    Raises DeletedSessionError, or UnknownSessionError for an id that no session ever had.
    """
    query = select(sessions.c.id).where(sessions.c.session_id == session_id)
    number: int | None = connection.execute(query).scalar_one_or_none()
    if number is None:
        error = DeletedSessionError if was_deleted(connection, session_id) else UnknownSessionError
        raise error(session_id)
    return number


def find_session(connection: Connection, session_id: str) -> SessionRow | None:
    """Return the session, or None if there is none."""
    row = connection.execute(select(sessions).where(sessions.c.session_id == session_id)).one_or_none()
    return None if row is None else _session_of(row)


_newest = (
    select(sessions)
    .where(sessions.c.session_id.is_not(None))
    .order_by(sessions.c.created_at.desc(), sessions.c.id.desc())
)


def load_session_page(connection: Connection, limit: int, after: SessionKey | None) -> SessionPage:
    """Return at most `limit` sessions that come after the key, newest first."""
    query = _newest
    if after is not None:
        earlier = and_(sessions.c.created_at == after.created_at, sessions.c.id < after.number)
        query = query.where(or_(sessions.c.created_at < after.created_at, earlier))
    rows = connection.execute(query.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    key = None if last is None else SessionKey(last.created_at, last.id)
    return SessionPage([_session_of(row) for row in rows[:limit]], key)


def find_newest_session(connection: Connection, statuses: Collection[Status]) -> SessionRow | None:
    """Return the newest session that has one of the statuses, or None."""
    row = connection.execute(_newest.where(sessions.c.status.in_(statuses)).limit(1)).one_or_none()
    return None if row is None else _session_of(row)


def find_sessions_ended_before(connection: Connection, moment: float) -> list[str]:
    """Return the ids of ended sessions without a run that ended, a commit or an undo since `moment` (Unix seconds)."""
    later = exists().where(
        commits.c.session_id == sessions.c.session_id,
        or_(commits.c.committed_at >= moment, commits.c.undone_at >= moment),
    )
    query = select(sessions.c.session_id).where(
        sessions.c.session_id.is_not(None),
        sessions.c.status.in_(TERMINAL),
        func.coalesce(sessions.c.ended_at, sessions.c.created_at) < moment,
        ~later,
    )
    return list(connection.execute(query.order_by(sessions.c.id)).scalars())


def load_unfinished_sessions(connection: Connection) -> list[SessionRow]:
    """Return the sessions that run or are paused, oldest first."""
    active = select(sessions).where(sessions.c.session_id.is_not(None), sessions.c.status.in_(ACTIVE))
    return [_session_of(row) for row in connection.execute(active.order_by(sessions.c.created_at, sessions.c.id))]


def parameters_of(text: str) -> Parameters:
    """Parse the parameters as `insert_session` wrote them."""
    fields = json.loads(text)
    return Parameters(**(fields | {"directories": tuple(fields["directories"])}))


def _session_of(row: Row[Any]) -> SessionRow:
    return SessionRow(
        session_id=row.session_id,
        status=Status(row.status),
        parameters=parameters_of(row.parameters),
        created_at=row.created_at,
        elapsed=row.elapsed,
        message=row.message,
        committed=row.committed,
        commit_total=row.commit_total,
        created=row.created,
        updated=row.updated,
        priority=Priority(row.priority),
        ended_at=row.ended_at,
        rate=_rate_of(row.rate),
        moved=row.moved,
        removed=row.removed,
        related_to=row.related_to,
        gone_withheld=row.gone_withheld,
        populated=tuple(json.loads(row.populated or "[]")),
        passed_over=_passed_over_of(row.passed_over),
        time_spent=_time_of(row.time_spent),
    )


def load_progress(connection: Connection, session_id: str) -> Progress | None:
    """Return the session's progress, counted from its staged files; None if there is no such session."""
    row = connection.execute(select(sessions).where(sessions.c.session_id == session_id)).one_or_none()
    if row is None:
        return None
    counts = count_by_outcome(connection, row.id)
    return Progress(
        session_id=session_id,
        status=Status(row.status),
        ledger=to_ledger(counts),
        counters=to_counters(counts),
        errors=load_newest_failures(connection, row.id),
        message=row.message,
        discovery_message=row.discovery_message or "",
        started_at=row.created_at,
        elapsed=row.elapsed,
        committed=row.committed,
        commit_total=row.commit_total,
        discovery_over=row.discovery_over,
        priority=Priority(row.priority),
        next_folder=row.next_folder or "",
        run=find_newest_run_number(connection, row.id),
    )


def load_totals(connection: Connection, session_id: str) -> Totals:
    """Count what a commit of the session would bring into the library. Raises UnknownSessionError."""
    number = find_session_number(connection, session_id)
    return to_totals(count_by_outcome(connection, number), count_companions(connection, number))
