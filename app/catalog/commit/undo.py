"""Undo the newest commit of a session as a whole, or not at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from app.catalog.commit.checksum import PROJECTED
from app.catalog.commit.statements import REMOVED_COLUMNS
from app.catalog.commit.undo_conflicts import require_unchanged
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

JOURNAL_BATCH = 1_000


def undo_commit(connection: Connection, session_id: str, at: float) -> UndoResult:
    """Undo the session's newest commit that wrote anything; must run in its own transaction. `at` in Unix seconds.

    Raises SessionBusyError while the session is being read or committed, UndoRefusedError if a later commit changed a
    file, and CommitError if there is nothing to undo or the result is wrong.
    """
    _require_not_busy(connection, session_id)
    newest = _find_newest_commit(connection, session_id)
    if newest is None:
        raise CommitError("nothing was undone: this session has no commit that changed the library")
    commit_id: int = newest.id
    require_unchanged(connection, commit_id)
    count_before = count_library(connection)
    result = UndoResult(
        removed=_remove_created(connection, commit_id),
        restored=_restore(connection, commit_id, commit_entries.c.moved_from.is_(None)),
        moved_back=_restore(connection, commit_id, commit_entries.c.moved_from.is_not(None), _old_path),
        returned=return_removed(connection, commit_removals, commit_removals.c.commit_id == commit_id),
    )
    _verify(connection, commit_id, result, count_before)
    _delete_journal(connection, commit_id)
    connection.execute(update(commits).where(commits.c.id == commit_id).values(undone_at=at))
    _reset_session(connection, session_id)
    return result


def preview_undo(connection: Connection, session_id: str) -> UndoResult | None:
    """Return what an undo would revert if no later commit prevents it; None if the session has written nothing."""
    newest = _find_newest_commit(connection, session_id)
    if newest is None:
        return None
    return UndoResult(removed=newest.created, restored=newest.updated, moved_back=newest.moved, returned=newest.removed)


def _require_not_busy(connection: Connection, session_id: str) -> None:
    """Check inside the transaction, since another run may have begun. A deleted session is never busy."""
    query = select(sessions.c.status).where(sessions.c.session_id == session_id)
    status = connection.execute(query).scalar_one_or_none()
    if status in ACTIVE:
        raise SessionBusyError(status)


def _find_newest_commit(connection: Connection, session_id: str) -> Row[Any] | None:
    """Return the newest commit that wrote anything; committing twice leaves an empty commit, which is ignored."""
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


_old_path: dict[str, Any] = {"path": commit_entries.c.moved_from, "path_hash": commit_entries.c.moved_from_hash}


def _restore(
    connection: Connection, commit_id: int, which: ColumnElement[bool], path: dict[str, Any] | None = None
) -> int:
    old_values: dict[str, Any] = {name: findings.c[name] for name in PROJECTED}
    changed_at = func.coalesce(commit_entries.c.changed_before, library_files.c.changed_at)
    statement = (
        update(library_files)
        .values(finding_id=commit_entries.c.finding_before, changed_at=changed_at, **old_values, **(path or {}))
        .where(_entries(commit_id), which, findings.c.id == commit_entries.c.finding_before)
    )
    return connection.execute(statement).rowcount


def _entries(commit_id: int) -> ColumnElement[bool]:
    return and_(commit_entries.c.commit_id == commit_id, commit_entries.c.path_hash == library_files.c.path_hash)


def return_removed(connection: Connection, removals: Table, which: ColumnElement[bool]) -> int:
    """Bring back library files that were removed, as they are in `removals`. Return how many."""
    rows = (
        select(
            removals.c.library_id,
            *(removals.c[name] for name in REMOVED_COLUMNS),
            *(findings.c[name] for name in PROJECTED),
        )
        .join(findings, findings.c.id == removals.c.finding_id)
        .where(which)
    )
    statement = insert(library_files).from_select(["id", *REMOVED_COLUMNS, *PROJECTED], rows)
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def _verify(connection: Connection, commit_id: int, result: UndoResult, count_before: int) -> None:
    expected_files = sum(_count(connection, journal, commit_id) for journal in (commit_entries, commit_removals))
    done = result.removed + result.restored + result.moved_back + result.returned
    count, expected_count = count_library(connection), count_before - result.removed + result.returned
    if done != expected_files or count != expected_count:
        raise CommitError(
            f"{expected_files} files were to be undone, but {done} were, and the library has {count} files instead of "
            f"{expected_count}; nothing was changed, and the undo can be repeated"
        )


def _count(connection: Connection, journal: Any, commit_id: int) -> int:
    query = select(func.count()).select_from(journal).where(journal.c.commit_id == commit_id)
    return connection.execute(query).scalar_one()


def _delete_journal(connection: Connection, commit_id: int) -> None:
    """Delete the journal of the undone commit, and findings that only it referred to."""
    of_commit = commit_entries.c.commit_id == commit_id
    head = select(commit_entries.c.path_hash, commit_entries.c.finding_after).where(of_commit)
    while batch := connection.execute(head.limit(JOURNAL_BATCH)).all():
        hashes = [row.path_hash for row in batch]
        connection.execute(delete(commit_entries).where(of_commit, commit_entries.c.path_hash.in_(hashes)))
        drop_unreferenced(connection, [row.finding_after for row in batch])
    connection.execute(delete(commit_removals).where(commit_removals.c.commit_id == commit_id))


def _reset_session(connection: Connection, session_id: str) -> None:
    """Set the session's status to `undone`, or back to `committed` if it has an earlier commit."""
    earlier = _find_newest_commit(connection, session_id)
    state: dict[str, object] = {"status": Status.UNDONE, "message": "", "committed": 0}
    if earlier is not None:
        counts = {name: getattr(earlier, name) for name in ("created", "updated", "moved", "removed")}
        state |= {"status": Status.COMMITTED, "committed": sum(counts.values())} | counts
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(state))
