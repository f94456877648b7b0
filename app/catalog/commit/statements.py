"""The statements of a commit: those that write its undo journal, and those that change the library as the journal says.

A `batch` is a condition that selects some of the session's included files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, insert, literal, or_, select, true, update
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import FromClause

from app.catalog.commit.checksum import PROJECTED
from app.catalog.database.schema import (
    commit_entries,
    edits,
    findings,
    gone_files,
    is_moved,
    library_files,
    staged_files,
)
from app.catalog.preview.gone_files import is_still_gone
from app.domain.preview import Choice
from app.domain.progress import Outcome

ENTRY_COLUMNS = ("commit_id", "path_hash", "path", "finding_before", "finding_after", "changed_before")
"""The columns that every journal entry fills."""

REMOVED_COLUMNS = ("path", "path_hash", "finding_id", "added_at", "changed_at")
"""What is kept of a removed library file besides its id; its finding has the rest."""

is_included = and_(
    staged_files.c.choice == Choice.APPLY,
    or_(
        staged_files.c.outcome == Outcome.OK,
        and_(staged_files.c.outcome == Outcome.SKIPPED, exists().where(edits.c.file_id == staged_files.c.id)),
    ),
)
"""The condition that a commit of its session includes a staged file."""

_new, _old = findings.alias("new"), findings.alias("old")


def build_move_entries(commit_id: int, batch: ColumnElement[bool]) -> UpdateBase:
    """Journal each file whose source still has the same content, unless its path is taken by now."""
    source, at_path = library_files.alias("source"), library_files.alias("there")
    rows = (
        select(
            *_entry_values(commit_id, source),
            source.c.path,
            source.c.path_hash,
        )
        .join_from(staged_files, source, source.c.id == staged_files.c.library_id)
        .join(_new, _new.c.id == staged_files.c.finding_id)
        .join(_old, _old.c.id == source.c.finding_id)
        .where(
            batch,
            is_moved,
            _new.c.content_hash == _old.c.content_hash,
            ~exists().where(at_path.c.path_hash == staged_files.c.path_hash),
        )
    )
    return insert(commit_entries).from_select([*ENTRY_COLUMNS, "moved_from", "moved_from_hash"], rows)


def build_moves(commit_id: int, at: float, batch: ColumnElement[bool]) -> UpdateBase:
    """Move the journaled library files to their new paths, with their new findings."""
    return (
        update(library_files)
        .values(path=commit_entries.c.path, path_hash=commit_entries.c.path_hash, **_new_values(at))
        .where(
            _entries_of(commit_id, batch),
            commit_entries.c.moved_from_hash == library_files.c.path_hash,
            findings.c.id == commit_entries.c.finding_after,
        )
    )


def build_entries(commit_id: int, batch: ColumnElement[bool]) -> UpdateBase:
    """Journal each file that is not in the library or has other values there."""
    rows = (
        select(*_entry_values(commit_id, library_files))
        .outerjoin_from(staged_files, library_files, library_files.c.path_hash == staged_files.c.path_hash)
        .outerjoin(_new, _new.c.id == staged_files.c.finding_id)
        .outerjoin(_old, _old.c.id == library_files.c.finding_id)
        .where(
            batch,
            or_(
                library_files.c.id.is_(None),
                and_(
                    library_files.c.finding_id != staged_files.c.finding_id,
                    func.coalesce(_new.c.digest != _old.c.digest, true()),
                ),
            ),
        )
    )
    return insert(commit_entries).from_select(ENTRY_COLUMNS, rows)


def build_inserts(commit_id: int, at: float, batch: ColumnElement[bool]) -> UpdateBase:
    """Insert the journaled files that are not in the library."""
    rows = (
        select(
            commit_entries.c.path,
            commit_entries.c.path_hash,
            commit_entries.c.finding_after,
            literal(at),
            literal(at),
            *(findings.c[name] for name in PROJECTED),
        )
        .join(findings, findings.c.id == commit_entries.c.finding_after)
        .where(_entries_of(commit_id, batch), commit_entries.c.finding_before.is_(None))
        # Files added at the same time are listed in order of their ids. Without this PostgreSQL's ids are arbitrary.
        .order_by(commit_entries.c.path)
    )
    names = ["path", "path_hash", "finding_id", "added_at", "changed_at", *PROJECTED]
    return insert(library_files).from_select(names, rows)


def build_updates(commit_id: int, at: float, batch: ColumnElement[bool]) -> UpdateBase:
    """Point the journaled files that are in the library, and were not moved, to their new findings."""
    return (
        update(library_files)
        .values(**_new_values(at))
        .where(
            _entries_of(commit_id, batch),
            commit_entries.c.finding_before.is_not(None),
            commit_entries.c.moved_from.is_(None),
            commit_entries.c.path_hash == library_files.c.path_hash,
            findings.c.id == commit_entries.c.finding_after,
        )
    )


def build_removal_entries(removals: Table, column: str, owner: int, library_ids: Sequence[int]) -> UpdateBase:
    """Journal library files that are to be removed in `removals`, as those of `owner`, whose id is in `column`."""
    rows = select(literal(owner), library_files.c.id, *(library_files.c[name] for name in REMOVED_COLUMNS))
    names = [column, "library_id", *REMOVED_COLUMNS]
    return insert(removals).from_select(names, rows.where(library_files.c.id.in_(library_ids)))


def is_to_be_removed(commit_id: int, number: int) -> ColumnElement[bool]:
    """Return the condition that joins gone files to remove with their library files, unless this commit wrote them."""
    is_written = exists().where(
        commit_entries.c.commit_id == commit_id, commit_entries.c.path_hash == library_files.c.path_hash
    )
    return and_(is_still_gone(number), gone_files.c.choice == Choice.APPLY, ~is_written)


def build_committed_count(number: int) -> Select[int]:
    """Count the session's included files that are in the library with the same values."""
    is_equal = and_(_new.c.digest == _old.c.digest, _new.c.digest.is_not(None))
    return (
        select(func.count())
        .select_from(staged_files)
        .join(library_files, library_files.c.path_hash == staged_files.c.path_hash)
        .join(_new, _new.c.id == staged_files.c.finding_id)
        .join(_old, _old.c.id == library_files.c.finding_id)
        .where(
            staged_files.c.session == number,
            is_included,
            or_(library_files.c.finding_id == staged_files.c.finding_id, is_equal),
        )
    )


def _entry_values(commit_id: int, before: FromClause) -> tuple[ColumnElement[Any], ...]:
    """The `ENTRY_COLUMNS` of a staged file; `before` is the library row that it replaces."""
    return (
        literal(commit_id),
        staged_files.c.path_hash,
        staged_files.c.path,
        before.c.finding_id,
        staged_files.c.finding_id,
        before.c.changed_at,
    )


def _entries_of(commit_id: int, batch: ColumnElement[bool]) -> ColumnElement[bool]:
    path_hashes = select(staged_files.c.path_hash).where(batch)
    return and_(commit_entries.c.commit_id == commit_id, commit_entries.c.path_hash.in_(path_hashes))


def _new_values(at: float) -> dict[str, Any]:
    projected = {name: findings.c[name] for name in PROJECTED}
    return projected | {"finding_id": commit_entries.c.finding_after, "changed_at": at}
