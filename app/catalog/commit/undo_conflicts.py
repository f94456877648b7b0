"""What stands in the way of an undo: files that later commits changed, and those commits."""

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


def refuse_where_changed(connection: Connection, commit_id: int) -> None:
    """Raises UndoRefusedError where the library no longer stands as the commit left it."""
    changed = _changed_since(commit_id).subquery()
    total = connection.execute(select(func.count()).select_from(changed)).scalar_one()
    if total:
        named = connection.execute(select(changed.c.path).order_by(changed.c.path).limit(CONFLICTS_NAMED)).scalars()
        raise UndoRefusedError(named.all(), total, _later_commits(connection, commit_id))


def _changed_since(commit_id: int) -> CompoundSelect[Any]:
    """Paths that no longer stand as the commit left them, and old places that are taken."""
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
    taken = exists().where(
        or_(here.c.path_hash == commit_removals.c.path_hash, here.c.id == commit_removals.c.library_id)
    )
    return union(rewritten, select(commit_removals.c.path).where(commit_removals.c.commit_id == commit_id, taken))


def _later_commits(connection: Connection, commit_id: int) -> list[LaterCommit]:
    """Those in the way, and those in the way of these; the newest first: in the order in which they can be undone."""
    query = (
        select(commits.c.session_id, commits.c.committed_at, files_written, sessions.c.parameters)
        .outerjoin(sessions, sessions.c.session_id == commits.c.session_id)
        .where(commits.c.id.in_(_in_the_way(connection, commit_id)))
        .order_by(commits.c.id.desc())
        .limit(CONFLICTS_NAMED)
    )
    return [
        LaterCommit(session_id, at, files, parameters_of(text).directories if text else (), text is None)
        for session_id, at, files, text in connection.execute(query)
    ]


def _in_the_way(connection: Connection, commit_id: int) -> set[int]:
    """Commits that wrote where an earlier one of them, or `commit_id`, did."""
    found: set[int] = set()
    newest = {commit_id}
    while newest:
        newest = _later_on_the_same(connection, newest, found)
        found |= newest
    return found


def _later_on_the_same(connection: Connection, written: Set[int], known: Set[int]) -> set[int]:
    """Commits, the known ones aside, that wrote where one of `written` had written before them."""
    first = min(written)
    places = _places(lambda commit: commit.in_(written)).subquery()
    since = func.min(places.c.commit_id).label("since")
    ours = select(places.c.place, since).group_by(places.c.place).subquery()
    theirs = _places(lambda commit: and_(commit > first, commit.not_in(known))).subquery()
    both = and_(theirs.c.place == ours.c.place, theirs.c.commit_id > ours.c.since)
    return set(connection.execute(select(theirs.c.commit_id).join(ours, both).distinct()).scalars())


def _places(which: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> CompoundSelect[Any]:
    """Where commits wrote: the paths of their files, the paths they were moved from, the paths they removed."""
    entry, removal = commit_entries.c, commit_removals.c
    return union_all(
        select(entry.commit_id, entry.path_hash.label("place")).where(which(entry.commit_id)),
        select(entry.commit_id, entry.moved_from_hash).where(
            which(entry.commit_id), entry.moved_from_hash.is_not(None)
        ),
        select(removal.commit_id, removal.path_hash).where(which(removal.commit_id)),
    )
