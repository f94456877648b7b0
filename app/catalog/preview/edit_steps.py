"""Edit and choose many files of a session in one step, undo the last step, and do it again.

A step is one transaction: all of its files are changed, or none. Its files are changed batch by batch, so memory does
not grow with their number. What each file had before and has afterwards goes into the journal. An undo checks that the
files are still as the step left them, and then restores exactly what they had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from app.catalog.database.schema import edits, gone_files, staged_files
from app.catalog.errors import NotEditableError, StepRefusedError, UnknownFileError
from app.catalog.preview.edit_journal import (
    FileEntry,
    FileState,
    add_entries,
    finish_step,
    insert_step,
    iterate_entries,
    list_steps,
    mark_undone,
)
from app.catalog.preview.edits import EditableFile, Values, load_editable, set_edits
from app.catalog.preview.relations import update_relations
from app.catalog.preview.selection import Selection, select_ids
from app.catalog.records import EditResult, EditStep
from app.catalog.sessions.sessions import find_session_number
from app.domain.preview import Choice
from app.domain.review.edit_steps import FileEdit

STEP_BATCH = 500

MergeKeywords = Callable[[str, tuple[str, ...], FileEdit], tuple[str, ...]]
"""Returns the keywords of the file at a path after an edit; may raise to refuse the step."""


def make_step(
    connection: Connection,
    session_id: str,
    selection: Selection,
    edit: FileEdit,
    merge: MergeKeywords,
    *,
    who: str,
    at: float,
    strict: bool,
) -> EditResult:
    """Do `edit` to the selected files and write it into the journal. `at` in Unix seconds.

    Files without findings keep their values, and are counted. With `strict` they raise NotEditableError, and a
    selection without files raises UnknownFileError. Raises UnknownSessionError, and what `merge` raises.
    """
    number = find_session_number(connection, session_id)
    ids = select_ids(connection, number, selection)
    if strict and not ids:
        raise UnknownFileError(session_id, *(selection.file_ids or (0,))[:1])
    step_id = insert_step(connection, number, edit, of_gone=selection.of_gone, who=who, at=at)
    not_editable = 0
    for first in range(0, len(ids), STEP_BATCH):
        batch = ids[first : first + STEP_BATCH].tolist()
        if selection.of_gone:
            entries = _choose(connection, gone_files, number, batch, edit.choice)
        elif edit.changes_values:
            entries, left = _edit(connection, number, batch, edit, merge)
            if strict and left:
                raise _not_editable(connection, left[0])
            not_editable += len(left)
        else:
            entries = _choose(connection, staged_files, number, batch, edit.choice)
        if entries:
            add_entries(connection, step_id, first // STEP_BATCH, entries)
    return EditResult(finish_step(connection, number, step_id), len(ids), not_editable)


def undo_step(connection: Connection, session_id: str, step_id: int | None) -> EditStep:
    """Undo the newest step that is not undone, and return it. With `step_id`, refuse any other.

    Raises UnknownSessionError, StepRefusedError.
    """
    number = find_session_number(connection, session_id)
    done = [step for step in list_steps(connection, number) if not step.is_undone]
    step = _require(done[0] if done else None, step_id, "undone")
    return _travel(connection, number, step, is_undo=True)


def redo_step(connection: Connection, session_id: str, step_id: int | None) -> EditStep:
    """Do the step again that was undone last; return it. With `step_id`, refuse any other. Raises as `undo_step`."""
    number = find_session_number(connection, session_id)
    undone = [step for step in list_steps(connection, number) if step.is_undone]
    step = _require(undone[-1] if undone else None, step_id, "done again")
    return _travel(connection, number, step, is_undo=False)


def _require(step: EditStep | None, wanted: int | None, verb: str) -> EditStep:
    if step is None:
        raise StepRefusedError(f"there is no step that can be {verb}")
    if wanted is not None and wanted != step.step_id:
        raise StepRefusedError(f"another step must be {verb} first: {step.who} made it after this one, or before it")
    if step.is_committed:
        raise StepRefusedError(f"the session was committed since, so this step cannot be {verb}")
    return step


def _travel(connection: Connection, number: int, step: EditStep, *, is_undo: bool) -> EditStep:
    """Bring all files of the step into the state before it, or afterwards."""
    for entries in iterate_entries(connection, step.step_id):
        states = {entry.file_id: (entry.after, entry.before) for entry in entries}
        if not is_undo:
            states = {file_id: (after, before) for file_id, (before, after) in states.items()}
        _check_findings(connection, number, entries)
        _restore_edits(connection, number, states)
        _restore_choices(connection, gone_files if step.of_gone else staged_files, number, states)
    mark_undone(connection, step.step_id, undone=is_undo)
    return next(found for found in list_steps(connection, number) if found.step_id == step.step_id)


def _edit(
    connection: Connection, number: int, ids: Sequence[int], edit: FileEdit, merge: MergeKeywords
) -> tuple[list[FileEntry], list[int]]:
    """Edit a batch. Return what changed, and the ids of the files that cannot be edited."""
    files = load_editable(connection, ids)
    edited = [(file, _edits_after(file, edit, merge)) for file in files]
    changed = [(file, after) for file, after in edited if after != file.edits]
    update_relations(connection, number, set_edits(connection, changed))
    before = {file.file_id: file.edits for file, _ in changed}
    after = {file.file_id: values for file, values in changed}
    chosen: dict[int, Choice] = {}
    if edit.choice is not None:
        chosen = {
            entry.file_id: Choice(str(entry.before.choice))
            for entry in _choose(connection, staged_files, number, ids, edit.choice)
        }
    read = _findings_read(connection, number, sorted({*before, *chosen}))
    entries = [
        FileEntry(
            file_id,
            finding_read,
            FileState(before.get(file_id), chosen.get(file_id)),
            FileState(after.get(file_id), edit.choice if file_id in chosen else None),
        )
        for file_id, finding_read in read.items()
    ]
    return entries, sorted(set(ids) - {file.file_id for file in files})


def _edits_after(file: EditableFile, edit: FileEdit, merge: MergeKeywords) -> Values:
    if edit.reverts:
        return {}
    values = dict(edit.values)
    if edit.add_keywords or edit.remove_keywords:
        values["keywords"] = merge(file.row.path, edit.keywords_from(file.keywords), edit)
    return file.edits_with(values)


def _choose(
    connection: Connection, table: Table, number: int, ids: Sequence[int], choice: Choice | None
) -> list[FileEntry]:
    """Set the choice of a batch of staged or gone files. Return what changed."""
    if choice is None:
        return []
    key = _key(table)
    of_batch = (table.c.session == number, key.in_(ids))
    rows = connection.execute(
        select(key, table.c.choice).where(*of_batch, table.c.choice != choice).order_by(key)
    ).all()
    connection.execute(update(table).where(*of_batch).values(choice=choice))
    before = {file_id: Choice(chosen) for file_id, chosen in rows}
    read: Mapping[int, int | None] = dict.fromkeys(before)
    if table is staged_files:
        read = _findings_read(connection, number, list(before))
    return [
        FileEntry(file_id, read[file_id], FileState(None, chosen), FileState(None, choice))
        for file_id, chosen in before.items()
    ]


def _findings_read(connection: Connection, number: int, ids: Sequence[int]) -> dict[int, int | None]:
    """Return the finding that was read of each file, in order of id; None where there is none."""
    finding = func.coalesce(edits.c.finding_read, staged_files.c.finding_id)
    query = (
        select(staged_files.c.id, finding)
        .outerjoin_from(staged_files, edits, edits.c.file_id == staged_files.c.id)
        .where(staged_files.c.session == number, staged_files.c.id.in_(ids))
        .order_by(staged_files.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _check_findings(connection: Connection, number: int, entries: Sequence[FileEntry]) -> None:
    """Check that no file of a batch was read again. Raises StepRefusedError."""
    expected = {entry.file_id: entry.finding_read for entry in entries if entry.finding_read is not None}
    if expected and _findings_read(connection, number, list(expected)) != expected:
        raise StepRefusedError("some of its files were read again since")


_States = Mapping[int, tuple[FileState, FileState]]
"""By file id: the state that a file should have, and the state that it is to get."""


def _restore_edits(connection: Connection, number: int, states: _States) -> None:
    wanted = {file_id: (now, then) for file_id, (now, then) in states.items() if now.edits is not None}
    files = load_editable(connection, list(wanted))
    if len(files) != len(wanted) or any(file.edits != wanted[file.file_id][0].edits for file in files):
        raise StepRefusedError("some of its files were changed since")
    restored = [(file, wanted[file.file_id][1].edits or {}) for file in files]
    update_relations(connection, number, set_edits(connection, restored))


def _restore_choices(connection: Connection, table: Table, number: int, states: _States) -> None:
    key = _key(table)
    for now, then in ((Choice.APPLY, Choice.LEAVE), (Choice.LEAVE, Choice.APPLY)):
        ids = [file_id for file_id, (is_now, _) in states.items() if is_now.choice is now]
        if ids:
            as_left = (table.c.session == number, key.in_(ids), table.c.choice == now)
            changed = connection.execute(update(table).where(*as_left).values(choice=then))
            if changed.rowcount != len(ids):
                raise StepRefusedError("some of its files were changed since, or are no longer gone")


def _key(table: Table) -> Any:
    return table.c.library_id if table is gone_files else table.c.id


def _not_editable(connection: Connection, file_id: int) -> NotEditableError:
    query = select(staged_files.c.path, staged_files.c.outcome).where(staged_files.c.id == file_id)
    return NotEditableError(*connection.execute(query).one())
