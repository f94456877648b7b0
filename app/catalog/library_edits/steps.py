"""Edit many library files in one step, undo the last step, and do it again.

A step is one transaction: all of its files are changed, or none. Its files are changed batch by batch, so memory does
not grow with their number. An undo checks that the edits of all its files are still as the step left them, and then
restores exactly what they had.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, exists, or_, select, text
from sqlalchemy.dialects import sqlite

from app.catalog.commit.undo import return_removed
from app.catalog.database.schema import findings, library_edits, library_files, library_removals, search_items
from app.catalog.database.sql.bulk import execute_many
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.errors import StepRefusedError
from app.catalog.findings.keywords import keywords_of
from app.catalog.library.edited_values import FileEdits, load_edits
from app.catalog.library_edits.collection_changes import (
    change_members,
    restore_members,
    restore_placed,
    turn_created,
    turn_tree,
)
from app.catalog.library_edits.journal import (
    insert_step,
    journal,
    list_steps,
    load_step,
    mark_turned,
    remove_files,
)
from app.catalog.records import LibraryStep, LibraryStepResult
from app.domain.report import FileReport
from app.domain.review.library_edits import HIDDEN, JoinKeywords, LibraryEdit, edit_file

STEP_BATCH = 1_000

OnStepProgress = Callable[[int, int], None]
"""Called in the writer's thread with the files that are done, and all files."""

_State = FileEdits | None
_files = select(
    library_files.c.id,
    library_files.c.path,
    library_files.c.finding_id,
    *(findings.c[name] for name in ("size", "mtime_ns", "score", "favourite", "provenance")),
).join(findings, findings.c.id == library_files.c.finding_id)

_new_edits = sqlite.insert(library_edits)
_SQLITE_UPSERT = _new_edits.on_conflict_do_update(
    index_elements=["file_id"],
    set_={name: _new_edits.excluded[name] for name in ("finding_id", "edited", "hidden")},
)
# One statement for a batch: PostgreSQL calls the triggers of the search index once for each statement.
_POSTGRESQL_UPSERT = text(
    """INSERT INTO library_edits (file_id, finding_id, edited, hidden)
    SELECT * FROM json_to_recordset(CAST(:rows AS json))
        AS given (file_id bigint, finding_id bigint, edited text, hidden boolean)
    ON CONFLICT (file_id) DO UPDATE
    SET finding_id = excluded.finding_id, edited = excluded.edited, hidden = excluded.hidden"""
)


def make_step(
    connection: Connection,
    file_ids: NDArray[np.int64],
    edit: LibraryEdit,
    join: JoinKeywords,
    on_progress: OnStepProgress,
    *,
    who: str,
    at: float,
) -> LibraryStepResult:
    """Do `edit` to library files and write it into the journal. `at` in Unix seconds.

    Who selects one file of an item means all of them. Ids of files that the library does not have are left out. Raises
    what `join` raises.
    """
    ids = _add_item_files(connection, file_ids)
    step_id = insert_step(connection, edit, who=who, at=at)
    changed, matched = array("q"), 0
    for number, first in enumerate(range(0, len(ids), STEP_BATCH)):
        batch = library_files.c.id.in_(ids[first : first + STEP_BATCH].tolist())
        rows = connection.execute(_files.where(batch).order_by(library_files.c.id)).all()
        matched += len(rows)
        items = _change(connection, step_id, rows, edit, join)
        if items:
            journal.add_batch(connection, step_id, number, items)
            changed.extend(item[0] for item in items)
        on_progress(min(first + STEP_BATCH, len(ids)), len(ids))
    is_made = journal.finish(connection, step_id)
    return LibraryStepResult(load_step(connection, step_id) if is_made else None, matched, changed)


def _change(
    connection: Connection, step_id: int, rows: Sequence[Row[Any]], edit: LibraryEdit, join: JoinKeywords
) -> Sequence[Any]:
    """Change a batch, and return its items of the journal."""
    if edit.collection is not None:
        return change_members(connection, [row.id for row in rows], edit.collection)
    if edit.removes:
        return _remove(connection, step_id, rows)
    return _edit(connection, rows, {row.id: edit for row in rows}, join)


def undo_step(
    connection: Connection, step_id: int | None, on_progress: OnStepProgress, *, at: float
) -> LibraryStepResult:
    """Undo the newest step that is not undone. With `step_id`, refuse any other. Raises StepRefusedError."""
    done = [step for step in list_steps(connection) if not step.is_undone]
    step = _require(done[0] if done else None, step_id, "undone")
    return _turn(connection, step, on_progress, at, is_undo=True)


def redo_step(
    connection: Connection, step_id: int | None, on_progress: OnStepProgress, *, at: float
) -> LibraryStepResult:
    """Do the step again that was undone last. With `step_id`, refuse any other. Raises StepRefusedError."""
    undone = [step for step in list_steps(connection) if step.is_undone]
    step = _require(undone[-1] if undone else None, step_id, "done again")
    return _turn(connection, step, on_progress, at, is_undo=False)


def _require(step: LibraryStep | None, wanted: int | None, verb: str) -> LibraryStep:
    if step is None:
        raise StepRefusedError(f"there is no step of the library that can be {verb}")
    if wanted is not None and wanted != step.step_id:
        raise StepRefusedError(f"another step of the library must be {verb} first, which {step.who} made")
    return step


def _turn(
    connection: Connection, step: LibraryStep, on_progress: OnStepProgress, at: float, *, is_undo: bool
) -> LibraryStepResult:
    """Bring all files of the step into the state before it, or afterwards."""
    changed = array("q")
    if step.edit.removes and is_undo:
        _return_files(connection, step)
    if step.edit.collection is not None:
        turn_tree(connection, step.step_id, step.edit.collection, is_undo=is_undo)
    if step.edit.imported is not None:
        turn_created(connection, step.step_id, step.edit.imported.created, is_undo=is_undo)
    for items in journal.batches(connection, step.step_id):
        ids = [item[0] for item in items]
        if step.edit.collection is not None:
            restore_members(connection, items, step.edit.collection.collection_id, is_undo=is_undo)
        elif step.edit.imported is not None:
            _restore(connection, [[file_id, *states] for file_id, states, _ in items if states], is_undo=is_undo)
            restore_placed(connection, items, is_undo=is_undo)
        elif not step.edit.removes:
            _restore(connection, items, is_undo=is_undo)
        elif not is_undo:
            _remove_again(connection, step, ids)
        changed.extend(ids)
        on_progress(len(changed), step.files)
    mark_turned(connection, step.step_id, at, undone=is_undo)
    return LibraryStepResult(load_step(connection, step.step_id), len(changed), changed)


def _add_item_files(connection: Connection, file_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the ids with those of all files of their items, ascending."""
    members = select(search_items.c.file_id, search_items.c.main_id).where(search_items.c.main_id.is_not(None))
    companions, mains = read_integers(connection, members)
    named = np.union1d(file_ids, mains[np.isin(companions, file_ids)])
    return np.union1d(named, companions[np.isin(mains, named)])


def join_all(_path: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return all words: for steps that add no keywords, or none that must be limited."""
    return tuple(words)


def edit_each(connection: Connection, wanted: Mapping[int, LibraryEdit], join: JoinKeywords) -> list[Any]:
    """Do an edit of its own to each of some files, by id; return the items of the journal. Raises as `join` does."""
    rows = connection.execute(_files.where(library_files.c.id.in_(list(wanted)))).all()
    return _edit(connection, rows, wanted, join)


def _edit(
    connection: Connection, rows: Sequence[Row[Any]], wanted: Mapping[int, LibraryEdit], join: JoinKeywords
) -> list[Any]:
    """Edit a batch, given what is done to each file, and return its items of the journal."""
    edits = load_edits(connection, [row.id for row in rows])
    worded = {row.finding_id for row in rows if wanted[row.id].add_keywords or wanted[row.id].remove_keywords}
    words = keywords_of(connection, worded) if worded else {}
    states: dict[int, tuple[_State, _State]] = {}
    for row in rows:
        before = edits.get(row.id)
        current = before.current(row.finding_id, json.loads(row.provenance)) if before else {}
        edited = edit_file(row.path, _report_of(row, words), current, wanted[row.id], join)
        if edited != current:
            states[row.id] = (before, FileEdits(row.finding_id, edited) if edited else None)
    _write(connection, {file_id: after for file_id, (_, after) in states.items()})
    return [[file_id, _encode(before), _encode(after)] for file_id, (before, after) in states.items()]


def _report_of(row: Row[Any], words: Mapping[int, tuple[str, ...]]) -> FileReport:
    """Return what was read of the file: the values that can be edited, and nothing else."""
    return FileReport(
        path=row.path,
        size=row.size,
        mtime_ns=row.mtime_ns,
        keywords=words.get(row.finding_id, ()),
        score=row.score,
        favourite=row.favourite,
    )


def _remove(connection: Connection, step_id: int, rows: Sequence[Row[Any]]) -> list[Any]:
    remove_files(connection, step_id, [row.id for row in rows])
    return [[row.id, None, None] for row in rows]


def _remove_again(connection: Connection, step: LibraryStep, ids: Sequence[int]) -> None:
    found = connection.execute(select(library_files.c.id).where(library_files.c.id.in_(ids))).scalars().all()
    if len(found) != len(ids):
        raise StepRefusedError("some of its files are no longer in the library")
    remove_files(connection, step.step_id, ids)


def _return_files(connection: Connection, step: LibraryStep) -> None:
    is_taken = exists().where(
        or_(
            library_files.c.path_hash == library_removals.c.path_hash,
            library_files.c.id == library_removals.c.library_id,
        )
    )
    of_step = library_removals.c.step == step.step_id
    taken = connection.execute(select(library_removals.c.path).where(of_step, is_taken).limit(1)).scalar()
    if taken is not None:
        raise StepRefusedError(f"some of its files came into the library again since, such as {taken}")
    if return_removed(connection, library_removals, of_step) != step.files:
        raise StepRefusedError("some of its files cannot be brought back")
    connection.execute(delete(library_removals).where(of_step))


def _restore(connection: Connection, items: Sequence[Any], *, is_undo: bool) -> None:
    """Give a batch the edits before the step, or after it. Raises StepRefusedError if they are not as it left them."""
    now = load_edits(connection, [item[0] for item in items])
    wanted: dict[int, _State] = {}
    for file_id, *states in items:
        before, after = map(_decode, states)
        expected, wanted[file_id] = (after, before) if is_undo else (before, after)
        if now.get(file_id) != expected:
            raise StepRefusedError("the edits of some of its files were changed since")
    _write(connection, wanted)


def _write(connection: Connection, states: Mapping[int, _State]) -> None:
    if dropped := [file_id for file_id, state in states.items() if state is None]:
        connection.execute(delete(library_edits).where(library_edits.c.file_id.in_(dropped)))
    rows = [
        {
            "file_id": file_id,
            "finding_id": state.finding_id,
            "edited": json.dumps(state.edited),
            "hidden": bool(state.edited.get(HIDDEN)),
        }
        for file_id, state in states.items()
        if state is not None
    ]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_POSTGRESQL_UPSERT, {"rows": json.dumps(rows)})
    else:
        execute_many(connection, _SQLITE_UPSERT, rows)


def _encode(state: _State) -> list[Any] | None:
    return None if state is None else [state.finding_id, state.edited]


def _decode(item: list[Any] | None) -> _State:
    return None if item is None else FileEdits(item[0], item[1])
