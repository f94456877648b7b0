"""The preview's counts of relations, edits and stacks, and the user's choices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from app.catalog.database.schema import edits, gone_files, library_files, staged_files
from app.catalog.preview.gone_files import is_still_gone
from app.catalog.records import GroupCount, PreviewCounts
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Choice, Relation

CHOICE_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection of a session's files: those that match every field that is not None."""

    relation: Relation | None = None
    """`gone` selects library files that are gone; everything else selects staged files."""
    file_ids: tuple[int, ...] | None = None
    """Ids of staged files; of library files if the relation is `gone`."""
    stack: str | None = None
    """The key of a stack in hex digits."""


def count_preview(connection: Connection, session_id: str) -> PreviewCounts:
    """Count the session's files by relation, its edited files and its stacks. Raises UnknownSessionError."""
    number = find_session_number(connection, session_id)
    file = staged_files.c
    related = (
        select(file.relation, file.choice, func.count())
        .where(file.session == number, file.relation.is_not(None))
        .group_by(file.relation, file.choice)
    )
    gone = (
        select(gone_files.c.choice, func.count())
        .join_from(gone_files, library_files, is_still_gone(number))
        .group_by(gone_files.c.choice)
    )
    counts = [(Relation(relation), choice, files) for relation, choice, files in connection.execute(related)]
    counts += [(Relation.GONE, choice, files) for choice, files in connection.execute(gone)]
    edited = select(func.count()).select_from(edits).where(edits.c.session == number, edits.c.fields != "")
    siblings = (
        select(file.stack_key)
        .where(file.session == number, file.stack_key.is_not(None))
        .group_by(file.stack_key)
        .having(func.count() > 1)
        .subquery()
    )
    return PreviewCounts(
        groups={relation: _sum_group(counts, relation) for relation in Relation},
        edited=connection.execute(edited).scalar_one(),
        stacks=connection.execute(select(func.count()).select_from(siblings)).scalar_one(),
    )


def _sum_group(counts: Sequence[tuple[Relation, str, int]], relation: Relation) -> GroupCount:
    group = [(choice, files) for counted, choice, files in counts if counted is relation]
    return GroupCount(sum(files for _, files in group), sum(files for choice, files in group if choice == Choice.APPLY))


def count_stacks(connection: Connection, session_id: str, keys: Collection[str]) -> dict[str, GroupCount]:
    """Return how many of the session's files each stack has, by its key in hex digits. Raises UnknownSessionError."""
    file = staged_files.c
    query = (
        select(file.stack_key, func.count(), func.count().filter(file.choice == Choice.APPLY))
        .where(
            file.session == find_session_number(connection, session_id),
            file.stack_key.in_([bytes.fromhex(key) for key in keys]),
        )
        .group_by(file.stack_key)
    )
    return {bytes(key).hex(): GroupCount(files, applied) for key, files, applied in connection.execute(query)}


def set_choices(
    connection: Connection, session_id: str, selection: Selection, choice: Choice, after_id: int
) -> int | None:
    """Set the choice of the selection's next files after `after_id`. Return the last id; None if there were no more.

    Raises UnknownSessionError.
    """
    number = find_session_number(connection, session_id)
    if selection.relation is Relation.GONE:
        table, key = gone_files, gone_files.c.library_id
    else:
        table, key = staged_files, staged_files.c.id
    conditions: list[ColumnElement[bool]] = [table.c.session == number, key > after_id]
    if selection.file_ids is not None:
        conditions.append(key.in_(selection.file_ids))
    if selection.relation not in (None, Relation.GONE):
        conditions.append(staged_files.c.relation == selection.relation)
    if selection.stack is not None:
        conditions.append(staged_files.c.stack_key == bytes.fromhex(selection.stack))
    ids: Sequence[Any] = (
        connection.execute(select(key).where(*conditions).order_by(key).limit(CHOICE_BATCH)).scalars().all()
    )
    if not ids:
        return None
    changing = (table.c.session == number, key.in_(ids), table.c.choice != choice)
    connection.execute(update(table).where(*changing).values(choice=choice))
    return int(ids[-1])
