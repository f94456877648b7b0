"""Make steps of collections: create, change and delete them; add, remove and order their files."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.catalog.collections.places import plan_order, write_places
from app.catalog.collections.tree import (
    check_change,
    create_collection,
    load_tree,
    mark_removed,
    record_change,
    require_collection,
    write_change,
)
from app.catalog.library_edits.journal import insert_step, journal, load_step
from app.catalog.library_edits.steps import STEP_BATCH, OnStepProgress, join_all, make_step
from app.catalog.records import LibraryStepResult
from app.domain.review.collections import CollectionAct, CollectionChange
from app.domain.review.library_edits import LibraryEdit


def make_collection(
    connection: Connection, name: str, parent_id: int | None, *, who: str, at: float
) -> LibraryStepResult:
    """Create a collection. `at` in Unix seconds.

    Raises UnknownCollectionError for its parent, CollectionNameTakenError and CollectionRefusedError.
    """
    collection_id = create_collection(connection, name, parent_id, at)
    path = load_tree(connection).path_of(collection_id)
    return _note(connection, CollectionChange(CollectionAct.CREATE, collection_id, path), who, at)


def change_collection(
    connection: Connection,
    collection_id: int,
    name: str | None,
    move_to: tuple[int | None] | None,
    *,
    who: str,
    at: float,
) -> LibraryStepResult:
    """Rename a collection unless `name` is None, and move it unless `move_to` is None. Raises as `make_collection`."""
    tree = load_tree(connection)
    known = require_collection(tree, collection_id)
    before = (known.name, known.parent_id)
    after = (known.name if name is None else name, known.parent_id if move_to is None else move_to[0])
    if before == after:
        return LibraryStepResult(None, 0, array("q"))
    check_change(tree, collection_id, *after)
    write_change(connection, collection_id, *after)
    change = CollectionChange(CollectionAct.CHANGE, collection_id, tree.path_of(collection_id), before, after)
    return _note(connection, change, who, at)


def delete_collection(connection: Connection, collection_id: int, *, who: str, at: float) -> LibraryStepResult:
    """Delete a collection and all below it. The files stay. Raises UnknownCollectionError."""
    tree = load_tree(connection)
    require_collection(tree, collection_id)
    change = CollectionChange(CollectionAct.DELETE, collection_id, tree.path_of(collection_id))
    result = _note(connection, change, who, at)
    assert result.step is not None
    mark_removed(connection, tree.list_included(collection_id), result.step.step_id)
    return result


def change_files(
    connection: Connection,
    file_ids: NDArray[np.int64],
    act: CollectionAct,
    collection_id: int,
    on_progress: OnStepProgress,
    *,
    who: str,
    at: float,
) -> LibraryStepResult:
    """Add library files to a collection, behind its others in order of id, or remove them.

    Who selects one file of an item means all of them. Raises UnknownCollectionError.
    """
    change = _begin(connection, act, collection_id)
    edit = LibraryEdit(collection=change)
    return make_step(connection, file_ids, edit, join_all, on_progress, who=who, at=at)


def order_files(
    connection: Connection, collection_id: int, file_ids: Sequence[int], before: int | None, *, who: str, at: float
) -> LibraryStepResult:
    """Put files of a collection before another one of its files, in this order; without `before`, at the end.

    Raises UnknownCollectionError and CollectionRefusedError.
    """
    change = _begin(connection, CollectionAct.ORDER, collection_id)
    moved = plan_order(connection, collection_id, file_ids, before)
    items = [(file_id, was, place) for file_id, (was, place) in moved.items()]
    step_id = insert_step(connection, LibraryEdit(collection=change), who=who, at=at)
    for number, first in enumerate(range(0, len(items), STEP_BATCH)):
        batch = items[first : first + STEP_BATCH]
        write_places(connection, collection_id, {file_id: place for file_id, _, place in batch})
        journal.add_batch(connection, step_id, number, batch)
    is_made = journal.finish(connection, step_id)
    changed = array("q", moved)
    return LibraryStepResult(load_step(connection, step_id) if is_made else None, len(file_ids), changed)


def _begin(connection: Connection, act: CollectionAct, collection_id: int) -> CollectionChange:
    tree = load_tree(connection)
    require_collection(tree, collection_id)
    record_change(connection, collection_id)
    return CollectionChange(act, collection_id, tree.path_of(collection_id))


def _note(connection: Connection, change: CollectionChange, who: str, at: float) -> LibraryStepResult:
    """Write a step into the journal that changed the collection itself."""
    record_change(connection, change.collection_id)
    step_id = insert_step(connection, LibraryEdit(collection=change), who=who, at=at)
    journal.finish(connection, step_id, keeps_empty=True)
    return LibraryStepResult(load_step(connection, step_id), 0, array("q"))
