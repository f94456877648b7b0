"""The journal of a session's edit steps: what each changed, so that it can be undone and done again.

Its newest steps are kept, up to `MAX_STEPS` and `MAX_FILES`. A step that was undone stays until another is made.

What a step changed is stored by batch, as zlib data (RFC 1950) of a JSON list. Each item is a file:
`[id, id of the finding that was read, [edits, choice] before, [edits, choice] afterwards]`. `edits` has the values that
the user set, by field. What the step did not concern is null. A library file that is gone has no finding there.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from app.catalog.database.schema import edit_step_files, edit_steps
from app.catalog.records import EditStep
from app.domain.preview import Choice
from app.domain.review.edit_steps import FileEdit

MAX_STEPS = 100
"""Steps of a session that are kept."""
MAX_FILES = 1_000_000
"""Files of all these steps together; the newest step is kept even if it has more."""
LEVEL = 1


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
    row = insert(edit_steps).values(values | {"files": 0}).returning(edit_steps.c.id)
    return int(connection.execute(row).scalar_one())


def add_entries(connection: Connection, step_id: int, batch: int, entries: Sequence[FileEntry]) -> None:
    """Store what a step did to a batch of files."""
    data = zlib.compress(json.dumps([_encode(entry) for entry in entries]).encode(), LEVEL)
    row = {"step": step_id, "number": batch, "files": len(entries), "data": data}
    connection.execute(insert(edit_step_files).values(row))


def finish_step(connection: Connection, number: int, step_id: int) -> EditStep | None:
    """Count the step's files and return it, or remove it and return None if it changed none.

    A step that changed files takes the place of those that were undone.
    """
    of_step = edit_step_files.c.step == step_id
    files = connection.execute(select(func.sum(edit_step_files.c.files)).where(of_step)).scalar_one()
    if not files:
        _drop(connection, [step_id])
        return None
    undone = select(edit_steps.c.id).where(edit_steps.c.session == number, edit_steps.c.undone)
    _drop(connection, connection.execute(undone).scalars().all())
    connection.execute(update(edit_steps).where(edit_steps.c.id == step_id).values(files=int(files)))
    _drop_oldest(connection, number)
    return next(step for step in list_steps(connection, number) if step.step_id == step_id)


def _drop_oldest(connection: Connection, number: int) -> None:
    kept, dropped = 0, []
    for position, step in enumerate(list_steps(connection, number)):
        kept += step.files
        if position and (position >= MAX_STEPS or kept > MAX_FILES):
            dropped.append(step.step_id)
    _drop(connection, dropped)


def _drop(connection: Connection, step_ids: Sequence[int]) -> None:
    if step_ids:
        connection.execute(delete(edit_steps).where(edit_steps.c.id.in_(step_ids)))


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
    numbers = select(edit_step_files.c.number).where(edit_step_files.c.step == step_id)
    for number in connection.execute(numbers.order_by(edit_step_files.c.number)).scalars().all():
        batch = (edit_step_files.c.step == step_id, edit_step_files.c.number == number)
        data = connection.execute(select(edit_step_files.c.data).where(*batch)).scalar_one()
        yield [_decode(item) for item in json.loads(zlib.decompress(data))]


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
