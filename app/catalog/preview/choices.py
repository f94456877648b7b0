"""The preview: how many files are what to the library, and what the user chose for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from app.catalog.database.schema import edits, gone_files, library_files, staged_files
from app.catalog.preview.gone_files import still_gone
from app.catalog.records import GroupCount, PreviewCounts
from app.catalog.sessions.sessions import session_number
from app.domain.preview import Choice, Relation

CHOICE_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Files of a session: those that fit everything which is not None."""

    relation: Relation | None = None
    """`gone` selects library files that are gone, everything else staged files."""
    file_ids: tuple[int, ...] | None = None
    """Library ids where the relation is `gone`."""
    stack: str | None = None
    """The key of a stack, hex digits."""


def count_preview(connection: Connection, session_id: str) -> PreviewCounts:
    """Raises UnknownSessionError."""
    number = session_number(connection, session_id)
    file = staged_files.c
    related = (
        select(file.relation, file.choice, func.count())
        .where(file.session == number, file.relation.is_not(None))
        .group_by(file.relation, file.choice)
    )
    gone = (
        select(gone_files.c.choice, func.count())
        .join_from(gone_files, library_files, still_gone(number))
        .group_by(gone_files.c.choice)
    )
    counted = [(Relation(relation), choice, files) for relation, choice, files in connection.execute(related)]
    counted += [(Relation.GONE, choice, files) for choice, files in connection.execute(gone)]
    edited = select(func.count()).select_from(edits).where(edits.c.session == number, edits.c.fields != "")
    siblings = (
        select(file.stack_key)
        .where(file.session == number, file.stack_key.is_not(None))
        .group_by(file.stack_key)
        .having(func.count() > 1)
        .subquery()
    )
    return PreviewCounts(
        groups={relation: _group(counted, relation) for relation in Relation},
        edited=connection.execute(edited).scalar_one(),
        stacks=connection.execute(select(func.count()).select_from(siblings)).scalar_one(),
    )


def _group(counted: Sequence[tuple[Relation, str, int]], relation: Relation) -> GroupCount:
    of_it = [(choice, files) for counted_as, choice, files in counted if counted_as is relation]
    return GroupCount(sum(files for _, files in of_it), sum(files for choice, files in of_it if choice == Choice.APPLY))


def count_stacks(connection: Connection, session_id: str, keys: Collection[str]) -> dict[str, GroupCount]:
    """Key of a stack, hex digits → how many files of the session lie on it. Raises UnknownSessionError."""
    file = staged_files.c
    query = (
        select(file.stack_key, func.count(), func.count().filter(file.choice == Choice.APPLY))
        .where(
            file.session == session_number(connection, session_id),
            file.stack_key.in_([bytes.fromhex(key) for key in keys]),
        )
        .group_by(file.stack_key)
    )
    return {bytes(key).hex(): GroupCount(files, applied) for key, files, applied in connection.execute(query)}


def choose_some(
    connection: Connection, session_id: str, selection: Selection, choice: Choice, after_id: int
) -> int | None:
    """Set the choice of the next files of the selection after `after_id`; the last of them, None at the end.

    Raises UnknownSessionError.
    """
    number = session_number(connection, session_id)
    if selection.relation is Relation.GONE:
        table, key = gone_files, gone_files.c.library_id
    else:
        table, key = staged_files, staged_files.c.id
    fits: list[ColumnElement[bool]] = [table.c.session == number, key > after_id]
    if selection.file_ids is not None:
        fits.append(key.in_(selection.file_ids))
    if selection.relation not in (None, Relation.GONE):
        fits.append(staged_files.c.relation == selection.relation)
    if selection.stack is not None:
        fits.append(staged_files.c.stack_key == bytes.fromhex(selection.stack))
    ids: Sequence[Any] = connection.execute(select(key).where(*fits).order_by(key).limit(CHOICE_BATCH)).scalars().all()
    if not ids:
        return None
    changing = (table.c.session == number, key.in_(ids), table.c.choice != choice)
    connection.execute(update(table).where(*changing).values(choice=choice))
    return int(ids[-1])
