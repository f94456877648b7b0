"""Sessions: their rows, their parameters, and their progress added up from the staged files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, insert, or_, select, update

from app.catalog.database.schema import commits, is_failed, sessions, staged_files
from app.catalog.errors import DeletedSessionError, UnknownSessionError
from app.catalog.records import SessionKey, SessionPage, SessionRow, Totals
from app.catalog.sessions.runs import begin_run, end_run, newest_run_number
from app.catalog.sessions.session_deletion import was_deleted
from app.domain.parameters import Parameters
from app.domain.preview import Choice
from app.domain.priority import Priority
from app.domain.progress import ACTIVE, ERRORS_KEPT, TERMINAL, Counters, FileFailure, Ledger, Outcome, Progress, Status
from app.domain.rate import Rate
from app.domain.report import Kind
from app.domain.runs import RUN_OVER, RunKind

READING = frozenset({Status.STARTING, Status.PROCESSING, Status.PAUSED})
"""A session with one of these has a run that is not over."""


def insert_session(
    connection: Connection,
    session_id: str,
    parameters: Parameters,
    created_at: float,
    priority: Priority,
    populated: Sequence[str],
) -> None:
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
    discovery_message: str | None,
) -> None:
    """None leaves a value as it is. A status that ends a run ends it. What discovery says, it says when it is over."""
    number = session_number(connection, session_id)
    given = {
        "elapsed": elapsed,
        "rate": rate and _rate_text(rate),
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


def update_work(connection: Connection, session_id: str, elapsed: float, rate: Rate) -> None:
    """How long the session has worked so far, and how fast. Raises UnknownSessionError."""
    number = session_number(connection, session_id)
    values = {"elapsed": elapsed, "rate": _rate_text(rate)}
    connection.execute(update(sessions).where(sessions.c.id == number).values(values))


def update_control(
    connection: Connection, session_id: str, *, priority: Priority | None = None, next_folder: str | None = None
) -> None:
    """None leaves a value as it is; an empty folder stands for none. Raises UnknownSessionError."""
    number = session_number(connection, session_id)
    given = {"priority": priority, "next_folder": next_folder}
    values = {name: value for name, value in given.items() if value is not None}
    connection.execute(update(sessions).where(sessions.c.id == number).values(values))


def _rate_text(rate: Rate) -> str:
    return json.dumps([rate.bucket_s, *rate.files], separators=(",", ":"))


def _rate_of(text: str | None) -> Rate:
    if text is None:
        return Rate()
    bucket_s, *files = json.loads(text)
    return Rate(bucket_s, tuple(files))


def session_number(connection: Connection, session_id: str) -> int:
    """The number that stands for the session inside the database.

    Raises `DeletedSessionError`, or `UnknownSessionError` for an id that no session ever had.
    """
    query = select(sessions.c.id).where(sessions.c.session_id == session_id)
    number: int | None = connection.execute(query).scalar_one_or_none()
    if number is None:
        error = DeletedSessionError if was_deleted(connection, session_id) else UnknownSessionError
        raise error(session_id)
    return number


def find_session(connection: Connection, session_id: str) -> SessionRow | None:
    row = connection.execute(select(sessions).where(sessions.c.session_id == session_id)).one_or_none()
    return None if row is None else _session_of(row)


_newest = (
    select(sessions)
    .where(sessions.c.session_id.is_not(None))
    .order_by(sessions.c.created_at.desc(), sessions.c.id.desc())
)


def newest_sessions(connection: Connection, limit: int, after: SessionKey | None) -> SessionPage:
    """The sessions that come after the key, newest first."""
    query = _newest
    if after is not None:
        earlier = and_(sessions.c.created_at == after.created_at, sessions.c.id < after.number)
        query = query.where(or_(sessions.c.created_at < after.created_at, earlier))
    rows = connection.execute(query.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    key = None if last is None else SessionKey(last.created_at, last.id)
    return SessionPage([_session_of(row) for row in rows[:limit]], key)


def newest_session(connection: Connection, statuses: Collection[Status]) -> SessionRow | None:
    """The newest that has one of the statuses."""
    row = connection.execute(_newest.where(sessions.c.status.in_(statuses)).limit(1)).one_or_none()
    return None if row is None else _session_of(row)


def sessions_over_before(connection: Connection, moment: float) -> list[str]:
    """Ids of sessions that nothing happened to since: no run of theirs ended, nor were they committed or undone."""
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


def unfinished_sessions(connection: Connection) -> list[SessionRow]:
    active = select(sessions).where(sessions.c.session_id.is_not(None), sessions.c.status.in_(ACTIVE))
    return [_session_of(row) for row in connection.execute(active.order_by(sessions.c.created_at, sessions.c.id))]


def parameters_of(text: str) -> Parameters:
    """As `insert_session` wrote them."""
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
    )


def load_progress(connection: Connection, session_id: str) -> Progress | None:
    """Everything the staged files say about the session at this moment; None when it is unknown."""
    row = connection.execute(select(sessions).where(sessions.c.session_id == session_id)).one_or_none()
    if row is None:
        return None
    ledger, counters, _ = _count(connection, row.id)
    return Progress(
        session_id=session_id,
        status=Status(row.status),
        ledger=ledger,
        counters=counters,
        errors=_newest_failures(connection, row.id),
        message=row.message,
        discovery_message=row.discovery_message or "",
        started_at=row.created_at,
        elapsed=row.elapsed,
        committed=row.committed,
        commit_total=row.commit_total,
        discovery_over=row.discovery_over,
        priority=Priority(row.priority),
        next_folder=row.next_folder or "",
        run=newest_run_number(connection, row.id),
    )


def count_ledger(connection: Connection, number: int) -> Ledger:
    return _count(connection, number)[0]


def load_totals(connection: Connection, session_id: str) -> Totals:
    """Raises UnknownSessionError."""
    return _count(connection, session_number(connection, session_id))[2]


def _count(connection: Connection, number: int) -> tuple[Ledger, Counters, Totals]:
    """One pass over the ledger index, which holds every column named here.

    The totals leave out what the user chose to leave.
    """
    file = staged_files.c
    query = (
        select(
            file.outcome,
            file.choice,
            func.count().label("files"),
            func.count().filter(file.has_metadata).label("metadata"),
            func.sum(file.keyword_count).label("keywords"),
            func.count(file.score).label("scores"),
            func.count().filter(file.is_nsfw).label("nsfw"),
            func.count().filter(file.kind == Kind.IMAGE).label("images"),
            func.count().filter(file.kind == Kind.VIDEO).label("videos"),
            func.sum(file.size).label("bytes"),
            func.count().filter(file.has_prompt).label("prompts"),
            func.count().filter(file.warning_count > 0).label("warnings"),
        )
        .where(file.session == number)
        .group_by(file.outcome, file.choice)
    )
    rows = connection.execute(query).all()
    files = Counter[Outcome]()
    for row in rows:
        files[Outcome(row.outcome)] += row.files
    ok, failed, skipped = files[Outcome.OK], files[Outcome.FAILED], files[Outcome.SKIPPED]
    ledger = Ledger(discovered=files.total(), ok=ok, failed=failed, skipped=skipped)
    read = [row for row in rows if row.outcome == Outcome.OK]
    counters = Counters(
        processed_files=ok + failed,
        metadata_extracted=sum(row.metadata for row in read),
        keywords_added=sum(int(row.keywords) for row in read),
        scores_imported=sum(row.scores for row in read),
        nsfw_detected=sum(row.nsfw for row in read),
        errors=failed,
    )
    good = next((row for row in read if row.choice == Choice.APPLY), None)
    if good is None:
        return ledger, counters, Totals(failed=failed, skipped=skipped)
    totals = Totals(
        ok=good.files,
        failed=failed,
        skipped=skipped,
        nsfw=good.nsfw,
        images=good.images,
        videos=good.videos,
        bytes=int(good.bytes),
        with_prompt=good.prompts,
        with_score=good.scores,
        warnings=good.warnings,
    )
    return ledger, counters, totals


def _newest_failures(connection: Connection, number: int) -> tuple[FileFailure, ...]:
    file = staged_files.c
    query = (
        select(file.path, file.failure_step, file.failure_reason, file.finished_at)
        .where(file.session == number, is_failed)
        .order_by(file.finished_at.desc(), file.id.desc())
        .limit(ERRORS_KEPT)
    )
    newest_first = [FileFailure(path, step, reason, at) for path, step, reason, at in connection.execute(query)]
    return tuple(reversed(newest_first))
