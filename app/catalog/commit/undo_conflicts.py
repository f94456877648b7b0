"""Conflicts that prevent an undo: files that later commits changed, and those commits."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    union,
    union_all,
)

from app.catalog.database.schema import commit_entries, commit_removals, commits, files_written, library_files, sessions
from app.catalog.errors import CONFLICTS_NAMED, UndoRefusedError
from app.catalog.records import LaterCommit
from app.catalog.sessions.sessions import parameters_of


def require_unchanged(connection: Connection, commit_id: int) -> None:
    """Raise UndoRefusedError if files of the commit have changed since."""
    changed = _select_changed(commit_id).subquery()
    total = connection.execute(select(func.count()).select_from(changed)).scalar_one()
    if total:
        paths = connection.execute(select(changed.c.path).order_by(changed.c.path).limit(CONFLICTS_NAMED)).scalars()
        raise UndoRefusedError(paths.all(), total, _find_later_commits(connection, commit_id))


def _select_changed(commit_id: int) -> CompoundSelect[Any]:
    """Select the commit's paths that have changed since, or whose previous path is taken by another file."""
    here, there = library_files, library_files.alias("there")
    rewritten: Select[Any] = (
        select(commit_entries.c.path)
        .outerjoin(here, here.c.path_hash == commit_entries.c.path_hash)
        .outerjoin(there, there.c.path_hash == commit_entries.c.moved_from_hash)
        .where(
            commit_entries.c.commit_id == commit_id,
            or_(here.c.id.is_(None), here.c.finding_id != commit_entries.c.finding_after, there.c.id.is_not(None)),
        )
    )
    is_taken = exists().where(
        or_(here.c.path_hash == commit_removals.c.path_hash, here.c.id == commit_removals.c.library_id)
    )
    return union(rewritten, select(commit_removals.c.path).where(commit_removals.c.commit_id == commit_id, is_taken))


def _find_later_commits(connection: Connection, commit_id: int) -> list[LaterCommit]:
    """Return the conflicting commits, and those that conflict with them, newest first: in the order to undo them."""
    query = (
        select(commits.c.session_id, commits.c.committed_at, files_written, sessions.c.parameters)
        .outerjoin(sessions, sessions.c.session_id == commits.c.session_id)
        .where(commits.c.id.in_(_find_conflicting(connection, commit_id)))
        .order_by(commits.c.id.desc())
        .limit(CONFLICTS_NAMED)
    )
    return [
        LaterCommit(session_id, at, files, parameters_of(text).directories if text else (), text is None)
        for session_id, at, files, text in connection.execute(query)
    ]


def _find_conflicting(connection: Connection, commit_id: int) -> set[int]:
    """Return the commits that wrote to a path to which `commit_id`, or an earlier one of them, had written."""
    found: set[int] = set()
    newest = {commit_id}
    while newest:
        newest = _find_next_conflicting(connection, newest, found)
        found |= newest
    return found


def _find_next_conflicting(connection: Connection, written: Set[int], known: Set[int]) -> set[int]:
    """Return the commits, except `known` ones, that wrote to a path after one of `written` had written to it."""
    first = min(written)
    written_paths = _select_path_hashes(lambda commit: commit.in_(written)).subquery()
    since = func.min(written_paths.c.commit_id).label("since")
    ours = select(written_paths.c.place, since).group_by(written_paths.c.place).subquery()
    theirs = _select_path_hashes(lambda commit: and_(commit > first, commit.not_in(known))).subquery()
    both = and_(theirs.c.place == ours.c.place, theirs.c.commit_id > ours.c.since)
    return set(connection.execute(select(theirs.c.commit_id).join(ours, both).distinct()).scalars())


def _select_path_hashes(which: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> CompoundSelect[Any]:
    """Select the path hashes that commits changed: of written files, of their previous paths, and of removed files."""
    entry, removal = commit_entries.c, commit_removals.c
    return union_all(
        select(entry.commit_id, entry.path_hash.label("place")).where(which(entry.commit_id)),
        select(entry.commit_id, entry.moved_from_hash).where(
            which(entry.commit_id), entry.moved_from_hash.is_not(None)
        ),
        select(removal.commit_id, removal.path_hash).where(which(removal.commit_id)),
    )
