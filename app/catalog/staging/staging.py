"""Staging: each discovered file gets one row, and each row gets one outcome, once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, literal_column, select, true, update

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.paths import is_below
from app.catalog.database.schema import run_files, staged_files
from app.catalog.database.sql.bulk import execute_many
from app.catalog.errors import UnknownFileError
from app.catalog.findings.rows import insert_findings
from app.catalog.records import FinishedFile, PendingFile
from app.catalog.sessions.sessions import find_session_number
from app.domain.progress import Outcome

LOOKUP_BATCH = 500

_outcomes = (
    select(staged_files.c.id, staged_files.c.outcome)
    .where(
        staged_files.c.session == bindparam("session"),
        staged_files.c.id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(staged_files.c.id)
    # If the connection was lost, an earlier attempt may still be committing: wait for its result.
    .with_for_update()
)
_set_outcome = update(staged_files).where(staged_files.c.id == bindparam("file"))


def find_pending(connection: Connection, session_id: str, after_id: int, limit: int, below: str) -> list[PendingFile]:
    """Return the next pending files that the open run reads, in order of id: those below `below` unless it is empty.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    is_pending = and_(_is_pending(number), _is_in_run(connection, number))
    conditions = [staged_files.c.id > after_id, *([is_below(staged_files.c.path, below)] if below else [])]
    columns = (staged_files.c.id, staged_files.c.path, staged_files.c.size, staged_files.c.mtime_ns)
    query = select(*columns).where(is_pending, *conditions).order_by(staged_files.c.id)
    return [PendingFile(*row) for row in connection.execute(query.limit(limit))]


def count_pending_below(connection: Connection, session_id: str, folder: str) -> int:
    """Count the pending files below the folder, at any depth. Raises UnknownSessionError."""
    is_pending = _is_pending(find_session_number(connection, session_id))
    query = select(func.count()).select_from(staged_files).where(is_pending, is_below(staged_files.c.path, folder))
    return connection.execute(query).scalar_one()


def count_below(connection: Connection, folder: str) -> int:
    """Count the files of all sessions below the folder, at any depth."""
    query = select(func.count()).select_from(staged_files).where(is_below(staged_files.c.path, folder))
    return connection.execute(query).scalar_one()


def count_pending_by_folder(connection: Connection, session_id: str) -> dict[str, int]:
    """Return each folder with pending files and how many it holds directly. Raises UnknownSessionError."""
    path = staged_files.c.path
    # Strip all characters other than slashes from the end of the path; this works in both databases.
    names = func.replace(path, literal_column("'/'"), literal_column("''"))
    folder = func.rtrim(path, names, type_=UntrustedText()).label("folder")
    query = (
        select(folder, func.count()).where(_is_pending(find_session_number(connection, session_id))).group_by(folder)
    )
    return {found.rstrip("/") or "/": files for found, files in connection.execute(query)}


def _is_pending(number: int) -> ColumnElement[bool]:
    return and_(staged_files.c.session == number, staged_files.c.outcome == Outcome.PENDING)


def _is_in_run(connection: Connection, number: int) -> ColumnElement[bool]:
    of_run = select(run_files.c.file_id).where(run_files.c.session == number)
    is_restricted = connection.execute(of_run.limit(1)).first() is not None
    return staged_files.c.id.in_(of_run) if is_restricted else true()


def record_reports(connection: Connection, session_id: str, finished: Sequence[FinishedFile]) -> int:
    """Set the outcomes of those files that are pending; return how many there were.

    Raises UnknownSessionError, and UnknownFileError when the session does not have one of the files.
    """
    number = find_session_number(connection, session_id)
    ids = sorted(file.file_id for file in finished)
    staged = connection.execute(_outcomes, {"session": number, "ids": ids})
    outcomes = {row.id: row.outcome for row in staged}
    if missing := set(ids) - outcomes.keys():
        raise UnknownFileError(session_id, min(missing))
    pending = [file for file in finished if outcomes[file.file_id] == Outcome.PENDING]
    if pending:
        finding_ids = insert_findings(connection, [file.report for file in pending])
        rows = [
            {
                **file.report.staged,
                "file": file.file_id,
                "finding_id": finding_id,
                "finished_at": file.at,
                "machine": file.machine or None,
            }
            for file, finding_id in zip(pending, finding_ids, strict=True)
        ]
        execute_many(connection, _set_outcome, rows)
    return len(pending)
