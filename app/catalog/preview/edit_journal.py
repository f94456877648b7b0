"""The journal of a session's edit steps: what each changed, so that it can be undone and done again.

`StepJournal` keeps them. A step that was undone stays until another is made.

What a step changed has an item for each file:
`[id, id of the finding that was read, [edits, choice] before, [edits, choice] afterwards]`. `edits` has the values that
the user set, by field. What the step did not concern is null. A library file that is gone has no finding there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from app.catalog.database.schema import edit_step_files, edit_steps
from app.catalog.database.sql.step_journal import StepJournal
from app.catalog.records import EditStep
from app.domain.preview import Choice
from app.domain.review.edit_steps import FileEdit

_journal = StepJournal(edit_steps, edit_step_files)


@dataclass(frozen=True, slots=True)
class FileState:
    """What a step changed of a file, before it or afterwards. None stands for what it did not concern."""

    edits: Mapping[str, object] | None
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a step did to one file."""

    file_id: int
    finding_read: int | None
    """None for a library file that is gone."""
    before: FileState
    after: FileState


def insert_step(connection: Connection, number: int, edit: FileEdit, *, of_gone: bool, who: str, at: float) -> int:
    """Insert a step without files; return its id. `at` in Unix seconds."""
    values = {"session": number, "made_at": at, "who": who, "edit": json.dumps(edit.to_json()), "of_gone": of_gone}
    return _journal.insert(connection, values)


def add_entries(connection: Connection, step_id: int, batch: int, entries: Sequence[FileEntry]) -> None:
    """Store what a step did to a batch of files."""
    _journal.add_batch(connection, step_id, batch, [_encode(entry) for entry in entries])


def finish_step(connection: Connection, number: int, step_id: int) -> EditStep | None:
    """Count the step's files and return it, or remove it and return None if it changed none.

    A step that changed files takes the place of those that were undone.
    """
    if not _journal.finish(connection, step_id, edit_steps.c.session == number):
        return None
    return next(step for step in list_steps(connection, number) if step.step_id == step_id)


def list_steps(connection: Connection, number: int) -> list[EditStep]:
    """Return the steps of the session with this number, newest first."""
    query = select(edit_steps).where(edit_steps.c.session == number).order_by(edit_steps.c.id.desc())
    return [
        EditStep(
            step_id=row.id,
            made_at=row.made_at,
            who=row.who,
            edit=FileEdit.from_json(json.loads(row.edit)),
            of_gone=row.of_gone,
            files=row.files,
            is_undone=row.undone,
            is_committed=row.committed,
        )
        for row in connection.execute(query)
    ]


def iterate_entries(connection: Connection, step_id: int) -> Iterator[list[FileEntry]]:
    """Yield what a step did, batch by batch."""
    for items in _journal.batches(connection, step_id):
        yield [_decode(item) for item in items]


def mark_undone(connection: Connection, step_id: int, *, undone: bool) -> None:
    connection.execute(update(edit_steps).where(edit_steps.c.id == step_id).values(undone=undone))


def close_journal(connection: Connection, number: int) -> None:
    """Mark all steps of the session as committed, and forget what they changed: they can no longer be undone."""
    steps = select(edit_steps.c.id).where(edit_steps.c.session == number)
    connection.execute(delete(edit_step_files).where(edit_step_files.c.step.in_(steps)))
    connection.execute(update(edit_steps).where(edit_steps.c.session == number).values(committed=True))


def _encode(entry: FileEntry) -> list[Any]:
    states = ([state.edits, state.choice] for state in (entry.before, entry.after))
    return [entry.file_id, entry.finding_read, *states]


def _decode(item: list[Any]) -> FileEntry:
    file_id, finding_read, before, after = item
    return FileEntry(file_id, finding_read, _decode_state(before), _decode_state(after))


def _decode_state(state: list[Any]) -> FileState:
    edits, choice = state
    if edits is not None and "keywords" in edits:
        edits["keywords"] = tuple(edits["keywords"])
    return FileState(edits, None if choice is None else Choice(choice))
