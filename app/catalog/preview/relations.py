"""Write how each file of a session relates to the library, and update its kept values, batch by batch.

The caller checks between two steps which library files are still on disk: `find_library_files_elsewhere` names the
files to check, and `set_relations` takes the ids of those that are missing.

A *kept value* is a library value that a staged file keeps although reading the file did not find it, such as a score
set by the user (`app/domain/preview.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, union, update

from app.catalog.database.schema import edits, findings, gone_files, is_moved, library_files, sessions, staged_files
from app.catalog.library.library_files import load_library_version
from app.catalog.preview.edits import apply_kept_values
from app.catalog.preview.matching import (
    Match,
    find_copies_elsewhere,
    library_findings,
    load_files,
    match_by_content,
    match_by_path,
)
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import EDITED, KEPT, KEPT_FIELDS, Choice, Relation

RELATION_BATCH = 2_000
KEPT_VALUES_BATCH = 50
"""Files whose kept values are updated in one transaction. Each may take a dozen statements while other writes wait."""

_write_relation = (
    update(staged_files)
    .where(staged_files.c.id == bindparam("file"))
    .values(relation=bindparam("to"), library_id=bindparam("library"))
)


@dataclass(frozen=True, slots=True)
class ElsewhereBatch:
    """Library files with the content of some of a session's files, at paths that the session did not discover."""

    last_id: int
    """The last of the session's files in this batch."""
    paths: dict[int, str]
    """The paths of the library files, by their ids."""


def find_library_files_elsewhere(connection: Connection, session_id: str, after_id: int) -> ElsewhereBatch | None:
    """Return the batch for the session's next files after `after_id` that may need a relation; None at the end.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    rows = load_files(connection, number, after=after_id, limit=RELATION_BATCH)
    if not rows:
        return None
    return ElsewhereBatch(rows[-1].id, find_copies_elsewhere(connection, number, after_id, rows))


def set_relations(
    connection: Connection, session_id: str, after_id: int, last_id: int, missing: Collection[int]
) -> Sequence[int]:
    """Set the relations of the session's files in (after_id, last_id]; the files before them must have theirs already.

    `missing` holds the ids of library files that are not on disk. Return the ids of files to pass to
    `update_kept_values`. Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    rows = load_files(connection, number, after=after_id, last=last_id)
    matches = dict(match_by_path(connection, rows)) | dict(
        match_by_content(connection, number, after_id, rows, missing)
    )
    _write_relations(connection, rows, matches)
    return _find_kept_value_candidates(connection, number, after_id, last_id)


def update_kept_values(connection: Connection, session_id: str, file_ids: Sequence[int]) -> None:
    """Update the kept values of at most `KEPT_VALUES_BATCH` related files. Raises UnknownSessionError."""
    _update_kept_values(connection, find_session_number(connection, session_id), file_ids)


def refresh_kept_values(connection: Connection, session_id: str) -> None:
    """Before a commit, update all kept values if the library changed since the relations were determined.

    Only files whose path is in the library get their relation again, because a transaction must not wait for the disk.
    """
    number = find_session_number(connection, session_id)
    related_to = connection.execute(select(sessions.c.related_to).where(sessions.c.id == number)).scalar_one()
    if related_to == load_library_version(connection):
        return
    after_id = 0
    while rows := load_files(connection, number, after=after_id, limit=RELATION_BATCH):
        last_id = rows[-1].id
        _update_relations_by_path(connection, rows)
        candidates = _find_kept_value_candidates(connection, number, after_id, last_id)
        _update_kept_values(connection, number, candidates)
        after_id = last_id


def update_relations(connection: Connection, number: int, file_ids: Sequence[int]) -> None:
    """Update the relations of files of one session whose finding changed, where their path is in the library."""
    if file_ids:
        _update_relations_by_path(connection, load_files(connection, number, of=file_ids))


def find_files_assumed_missing(connection: Connection, session_id: str, after_id: int) -> dict[int, str]:
    """Return the next library files (id → path) that a commit would move or remove because they are missing from disk.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    sources = select(staged_files.c.library_id).where(
        staged_files.c.session == number, is_moved, staged_files.c.choice == Choice.APPLY
    )
    to_remove = select(gone_files.c.library_id).where(
        gone_files.c.session == number, gone_files.c.choice == Choice.APPLY
    )
    query = (
        select(library_files.c.id, library_files.c.path)
        .where(library_files.c.id.in_(union(sources, to_remove)), library_files.c.id > after_id)
        .order_by(library_files.c.id)
        .limit(RELATION_BATCH)
    )
    return {row.id: row.path for row in connection.execute(query)}


def set_related(connection: Connection, session_id: str, library_version: str) -> None:
    """Record for which version of the library the relations were determined."""
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(related_to=library_version))


def forget_relations(connection: Connection) -> None:
    """Mark all relations as outdated after findings changed without a commit."""
    connection.execute(update(sessions).where(sessions.c.related_to.is_not(None)).values(related_to=None))


def _write_relations(connection: Connection, rows: Iterable[Row[Any]], matches: Mapping[int, Match]) -> None:
    """Write the relations that differ from the stored ones; files without a match have none."""
    changed = [
        {"file": row.id, "to": relation, "library": library_id}
        for row in rows
        for relation, library_id in [matches.get(row.id, (None, None))]
        if (row.relation, row.related) != (relation, library_id)
    ]
    if changed:
        connection.execute(_write_relation, changed)


def _update_relations_by_path(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    matches = dict(match_by_path(connection, rows))
    _write_relations(connection, [row for row in rows if row.id in matches], matches)


def _update_kept_values(connection: Connection, number: int, file_ids: Sequence[int]) -> None:
    """Update kept values, then the relations of files that changed: they may now be the same as the library's."""
    update_relations(connection, number, apply_kept_values(connection, file_ids))


def _find_kept_value_candidates(connection: Connection, number: int, after_id: int, last_id: int) -> Sequence[int]:
    """Return the ids of files that may gain or lose a kept value."""
    file, own, is_edited = staged_files.c, findings, edits.c.file_id.is_not(None)
    is_lacking = or_(*(and_(own.c[name].is_(None), library_findings.c[name].is_not(None)) for name in KEPT_FIELDS))
    has_user_value = or_(
        *(library_findings.c.provenance.contains(origin, autoescape=True) for origin in (EDITED, KEPT))
    )
    is_changed = file.relation == Relation.CHANGED
    # An unedited file with the relation `same` keeps nothing, and most files are that: do not join their library files.
    needs_library = or_(is_moved, is_changed, and_(is_edited, file.relation == Relation.SAME))
    query = (
        select(file.id)
        .join_from(staged_files, own, own.c.id == file.finding_id)
        .outerjoin(edits, edits.c.file_id == file.id)
        .outerjoin(library_files, and_(needs_library, library_files.c.id == file.library_id))
        .outerjoin(library_findings, library_findings.c.id == library_files.c.finding_id)
        .where(
            file.session == number,
            file.id.between(after_id + 1, last_id),
            or_(
                and_(~is_edited, is_moved, is_lacking),
                and_(~is_edited, or_(is_moved, is_changed), has_user_value),
                and_(is_edited, own.c.id.is_distinct_from(library_findings.c.id)),
            ),
        )
    )
    return connection.execute(query).scalars().all()
