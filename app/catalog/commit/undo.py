"""Undo: the newest commit of a session is taken back as a unit, or not at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from app.catalog.commit.checksum import PROJECTED
from app.catalog.commit.undo_conflicts import refuse_where_changed
from app.catalog.database.schema import (
    commit_entries,
    commit_removals,
    commits,
    files_written,
    findings,
    library_files,
    sessions,
)
from app.catalog.errors import CommitError, SessionBusyError
from app.catalog.findings.rows import drop_unreferenced
from app.catalog.library.library_files import count_library
from app.catalog.records import UndoResult
from app.domain.progress import ACTIVE, Status

RELEASE_BATCH = 1_000


def undo_commit(connection: Connection, session_id: str, at: float) -> UndoResult:
    """Must run in a transaction of its own.

    Raises SessionBusyError while the session is being read or committed, UndoRefusedError when a file was changed
    since, CommitError when there is nothing to undo.
    """
    _refuse_while_busy(connection, session_id)
    newest = _newest_commit(connection, session_id)
    if newest is None:
        raise CommitError("this session wrote nothing to the library that could be taken back")
    commit_id: int = newest.id
    refuse_where_changed(connection, commit_id)
    held_before = count_library(connection)
    result = UndoResult(
        removed=_remove_created(connection, commit_id),
        restored=_restore(connection, commit_id, commit_entries.c.moved_from.is_(None)),
        moved_back=_restore(connection, commit_id, commit_entries.c.moved_from.is_not(None), _old_place),
        returned=_return_removed(connection, commit_id),
    )
    _verify(connection, commit_id, result, held_before)
    _release(connection, commit_id)
    connection.execute(update(commits).where(commits.c.id == commit_id).values(undone_at=at))
    _close(connection, session_id)
    return result


def undoable(connection: Connection, session_id: str) -> UndoResult | None:
    """What an undo of the session would take back, unless later commits changed it; None when it wrote nothing."""
    newest = _newest_commit(connection, session_id)
    if newest is None:
        return None
    return UndoResult(removed=newest.created, restored=newest.updated, moved_back=newest.moved, returned=newest.removed)


def _refuse_while_busy(connection: Connection, session_id: str) -> None:
    """Asked where the undo is done: another reading may have begun in between. A deleted session does nothing."""
    query = select(sessions.c.status).where(sessions.c.session_id == session_id)
    status = connection.execute(query).scalar_one_or_none()
    if status in ACTIVE:
        raise SessionBusyError(status)


def _newest_commit(connection: Connection, session_id: str) -> Row[Any] | None:
    """The newest one that wrote anything: committing twice leaves an empty one behind, which takes nothing back."""
    query = (
        select(commits)
        .where(commits.c.session_id == session_id, commits.c.undone_at.is_(None), files_written > 0)
        .order_by(commits.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _remove_created(connection: Connection, commit_id: int) -> int:
    created = select(commit_entries.c.path_hash).where(
        commit_entries.c.commit_id == commit_id, commit_entries.c.finding_before.is_(None)
    )
    return connection.execute(delete(library_files).where(library_files.c.path_hash.in_(created))).rowcount


_old_place: dict[str, Any] = {"path": commit_entries.c.moved_from, "path_hash": commit_entries.c.moved_from_hash}


def _restore(
    connection: Connection, commit_id: int, which: ColumnElement[bool], place: dict[str, Any] | None = None
) -> int:
    old_values: dict[str, Any] = {name: findings.c[name] for name in PROJECTED}
    changed_at = func.coalesce(commit_entries.c.changed_before, library_files.c.changed_at)
    statement = (
        update(library_files)
        .values(finding_id=commit_entries.c.finding_before, changed_at=changed_at, **old_values, **(place or {}))
        .where(_entries(commit_id), which, findings.c.id == commit_entries.c.finding_before)
    )
    return connection.execute(statement).rowcount


def _entries(commit_id: int) -> ColumnElement[bool]:
    return and_(commit_entries.c.commit_id == commit_id, commit_entries.c.path_hash == library_files.c.path_hash)


def _return_removed(connection: Connection, commit_id: int) -> int:
    names = ("path", "path_hash", "finding_id", "added_at", "changed_at")
    rows = (
        select(
            commit_removals.c.library_id,
            *(commit_removals.c[name] for name in names),
            *(findings.c[name] for name in PROJECTED),
        )
        .join(findings, findings.c.id == commit_removals.c.finding_id)
        .where(commit_removals.c.commit_id == commit_id)
    )
    statement = insert(library_files).from_select(["id", *names, *PROJECTED], rows)
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def _verify(connection: Connection, commit_id: int, result: UndoResult, held_before: int) -> None:
    wanted = sum(_count(connection, journal, commit_id) for journal in (commit_entries, commit_removals))
    done = result.removed + result.restored + result.moved_back + result.returned
    held, expected = count_library(connection), held_before - result.removed + result.returned
    if done != wanted or held != expected:
        raise CommitError(
            f"{wanted} files were to be taken back, but {done} were, and the library holds {held} files "
            f"instead of {expected}; nothing was changed"
        )


def _count(connection: Connection, journal: Any, commit_id: int) -> int:
    query = select(func.count()).select_from(journal).where(journal.c.commit_id == commit_id)
    return connection.execute(query).scalar_one()


def _release(connection: Connection, commit_id: int) -> None:
    """The journal of an undone commit has done its work; what only it kept may go."""
    of_commit = commit_entries.c.commit_id == commit_id
    head = select(commit_entries.c.path_hash, commit_entries.c.finding_after).where(of_commit)
    while batch := connection.execute(head.limit(RELEASE_BATCH)).all():
        hashes = [row.path_hash for row in batch]
        connection.execute(delete(commit_entries).where(of_commit, commit_entries.c.path_hash.in_(hashes)))
        drop_unreferenced(connection, [row.finding_after for row in batch])
    connection.execute(delete(commit_removals).where(commit_removals.c.commit_id == commit_id))


def _close(connection: Connection, session_id: str) -> None:
    """The session is undone, or stands as an earlier commit of its own left it."""
    earlier = _newest_commit(connection, session_id)
    state: dict[str, object] = {"status": Status.UNDONE, "message": "", "committed": 0}
    if earlier is not None:
        counts = {name: getattr(earlier, name) for name in ("created", "updated", "moved", "removed")}
        state |= {"status": Status.COMMITTED, "committed": sum(counts.values())} | counts
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(state))
