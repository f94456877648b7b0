"""Undo: the newest commit of a session is taken back as a unit, or not at all."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from app.catalog.commit import PROJECTED
from app.catalog.errors import CONFLICTS_NAMED, CommitError, UndoRefusedError
from app.catalog.findings import drop_unreferenced
from app.catalog.records import UndoResult
from app.catalog.schema import commit_entries, commits, findings, library_files, sessions
from app.domain.progress import Status

RELEASE_BATCH = 1_000


def undo_commit(connection: Connection, session_id: str, at: float) -> UndoResult:
    """Must run in a transaction of its own.

    Raises UndoRefusedError when a file was changed since, CommitError when there is nothing to undo.
    """
    commit_id = _newest_commit(connection, session_id)
    _refuse_where_changed(connection, commit_id)
    removed = _remove_created(connection, commit_id)
    restored = _restore_updated(connection, commit_id)
    entries = _count_entries(connection, commit_id)
    if removed + restored != entries:
        raise CommitError(f"{entries} files were to be taken back, but {removed + restored} were; nothing was changed")
    _release(connection, commit_id)
    connection.execute(update(commits).where(commits.c.id == commit_id).values(undone_at=at))
    state = {"status": Status.UNDONE, "message": "", "committed": 0}
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(state))
    return UndoResult(removed, restored)


def _newest_commit(connection: Connection, session_id: str) -> int:
    """The newest one that wrote anything: committing twice leaves an empty one behind, which takes nothing back."""
    query = (
        select(commits.c.id)
        .where(
            commits.c.session_id == session_id,
            commits.c.undone_at.is_(None),
            commits.c.created + commits.c.updated > 0,
        )
        .order_by(commits.c.id.desc())
        .limit(1)
    )
    commit_id: int | None = connection.execute(query).scalar_one_or_none()
    if commit_id is None:
        raise CommitError("this session wrote nothing to the library that could be taken back")
    return commit_id


def _refuse_where_changed(connection: Connection, commit_id: int) -> None:
    changed = (
        select(commit_entries.c.path)
        .outerjoin(library_files, library_files.c.path_hash == commit_entries.c.path_hash)
        .where(
            commit_entries.c.commit_id == commit_id,
            or_(library_files.c.id.is_(None), library_files.c.finding_id != commit_entries.c.finding_after),
        )
    )
    total = connection.execute(select(func.count()).select_from(changed.subquery())).scalar_one()
    if total:
        named = connection.execute(changed.order_by(commit_entries.c.path).limit(CONFLICTS_NAMED)).scalars().all()
        raise UndoRefusedError(named, total)


def _entries(commit_id: int) -> ColumnElement[bool]:
    return and_(commit_entries.c.commit_id == commit_id, commit_entries.c.path_hash == library_files.c.path_hash)


def _remove_created(connection: Connection, commit_id: int) -> int:
    created = select(commit_entries.c.path_hash).where(
        commit_entries.c.commit_id == commit_id, commit_entries.c.finding_before.is_(None)
    )
    return connection.execute(delete(library_files).where(library_files.c.path_hash.in_(created))).rowcount


def _restore_updated(connection: Connection, commit_id: int) -> int:
    old_values = {name: findings.c[name] for name in PROJECTED}
    statement = (
        update(library_files)
        .values(finding_id=commit_entries.c.finding_before, **old_values)
        .where(_entries(commit_id), findings.c.id == commit_entries.c.finding_before)
    )
    return connection.execute(statement).rowcount


def _count_entries(connection: Connection, commit_id: int) -> int:
    query = select(func.count()).select_from(commit_entries).where(commit_entries.c.commit_id == commit_id)
    return connection.execute(query).scalar_one()


def _release(connection: Connection, commit_id: int) -> None:
    """The journal of an undone commit has done its work; what only it kept may go."""
    of_commit = commit_entries.c.commit_id == commit_id
    head = select(commit_entries.c.path_hash, commit_entries.c.finding_after).where(of_commit)
    while batch := connection.execute(head.limit(RELEASE_BATCH)).all():
        hashes = [row.path_hash for row in batch]
        connection.execute(delete(commit_entries).where(of_commit, commit_entries.c.path_hash.in_(hashes)))
        drop_unreferenced(connection, [row.finding_after for row in batch])
