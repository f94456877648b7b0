"""The journal of the steps in which library files were edited.

What a step changed has an item for each file: `[id, before, afterwards]`. Each of the two is null, for a file without
edits, or `[id of the finding it had when it was edited last, edits]`. Of a removal both are null: what was removed is
in rows of its own. Of a step of a collection they are the place of the file in it, or null where it has none.
Of an import an item is `[id, [before, afterwards] or null, [[id of a collection, its new place in it] …]]`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from app.catalog.collections.tree import forget_removed
from app.catalog.commit.statements import build_removal_entries
from app.catalog.database.schema import library_files, library_removals, library_step_files, library_steps
from app.catalog.database.sql.step_journal import StepJournal
from app.catalog.findings.rows import drop_unreferenced
from app.catalog.records import LibraryStep
from app.domain.review.library_edits import LibraryEdit

FORGET_BATCH = 1_000


def _forget_removals(connection: Connection, step_ids: Sequence[int]) -> None:
    """Delete what steps had removed, which can no longer be brought back, with findings that only it referred to."""
    forget_removed(connection, step_ids)
    of_steps = library_removals.c.step.in_(step_ids)
    head = select(library_removals.c.step, library_removals.c.library_id, library_removals.c.finding_id)
    while batch := connection.execute(head.where(of_steps).limit(FORGET_BATCH)).all():
        ids = [row.library_id for row in batch]
        connection.execute(delete(library_removals).where(of_steps, library_removals.c.library_id.in_(ids)))
        drop_unreferenced(connection, [row.finding_id for row in batch])


journal = StepJournal(library_steps, library_step_files, _forget_removals)


def insert_step(connection: Connection, edit: LibraryEdit, *, who: str, at: float) -> int:
    """Insert a step without files; return its id. `at` in Unix seconds."""
    values = {"made_at": at, "who": who, "edit": json.dumps(edit.to_json()), "lists": edit.changes_lists}
    return journal.insert(connection, values)


def set_edit(connection: Connection, step_id: int, edit: LibraryEdit) -> None:
    """Replace what a step says that it did."""
    values = {"edit": json.dumps(edit.to_json())}
    connection.execute(update(library_steps).where(library_steps.c.id == step_id).values(values))


def list_steps(connection: Connection) -> list[LibraryStep]:
    """Return the steps, newest first."""
    return [
        LibraryStep(
            step_id=row.id,
            made_at=row.made_at,
            who=row.who,
            edit=LibraryEdit.from_json(json.loads(row.edit)),
            files=row.files,
            is_undone=row.undone,
        )
        for row in connection.execute(select(library_steps).order_by(library_steps.c.id.desc()))
    ]


def load_step(connection: Connection, step_id: int) -> LibraryStep:
    return next(step for step in list_steps(connection) if step.step_id == step_id)


def mark_turned(connection: Connection, step_id: int, at: float, *, undone: bool) -> None:
    """Record that the step was undone, or done again, at `at` in Unix seconds."""
    connection.execute(update(library_steps).where(library_steps.c.id == step_id).values(undone=undone, turned_at=at))


def remove_files(connection: Connection, step_id: int, ids: Sequence[int]) -> None:
    """Take files out of the library, and keep what brings them back."""
    connection.execute(build_removal_entries(library_removals, "step", step_id, ids))
    connection.execute(delete(library_files).where(library_files.c.id.in_(ids)))
