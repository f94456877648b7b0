"""What a step does to a collection and to its files, and how that is undone and done again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from app.catalog.collections.places import Change, add_files, load_places, remove_files, write_places
from app.catalog.collections.tree import load_tree, mark_removed, record_change, return_removed, write_change
from app.catalog.errors import StepRefusedError
from app.domain.review.collections import CollectionAct, CollectionChange


def change_members(connection: Connection, file_ids: Sequence[int], change: CollectionChange) -> list[Change]:
    """Add a batch of files to a collection, or remove them; return the batch's items of the journal."""
    act = add_files if change.act is CollectionAct.ADD else remove_files
    return act(connection, change.collection_id, file_ids)


def restore_members(connection: Connection, items: Sequence[Any], collection_id: int, *, is_undo: bool) -> None:
    """Give a batch the places before the step, or after it. Raises StepRefusedError if they are not as it left them."""
    now = load_places(connection, collection_id, [item[0] for item in items])
    wanted: dict[int, int | None] = {}
    for file_id, before, after in items:
        expected, wanted[file_id] = (after, before) if is_undo else (before, after)
        if now.get(file_id) != expected:
            raise StepRefusedError("the collection was changed since")
    write_places(connection, collection_id, wanted)


def turn_tree(connection: Connection, step_id: int, change: CollectionChange, *, is_undo: bool) -> None:
    """Undo or redo what a step did to the collection itself, and say that it or its files change."""
    record_change(connection, change.collection_id)
    if change.act is CollectionAct.CHANGE:
        values = change.before if is_undo else change.after
        assert values is not None
        write_change(connection, change.collection_id, *values)
    elif change.act in (CollectionAct.CREATE, CollectionAct.DELETE):
        if is_undo is (change.act is CollectionAct.DELETE):
            return_removed(connection, step_id)
        else:
            included = load_tree(connection).list_included(change.collection_id)
            mark_removed(connection, included, step_id)


def turn_created(connection: Connection, step_id: int, created: Sequence[int], *, is_undo: bool) -> None:
    """Undo or redo that a step made collections."""
    if is_undo:
        mark_removed(connection, created, step_id)
    else:
        return_removed(connection, step_id)
    for collection_id in created:
        record_change(connection, collection_id)


def restore_placed(connection: Connection, items: Sequence[Any], *, is_undo: bool) -> None:
    """Take a batch out of the collections that an import put it into, or put it into them again.

    Raises StepRefusedError if the files are not in them as the step left them.
    """
    by_collection = defaultdict[int, list[tuple[int, None, int]]](list)
    for file_id, _, places in items:
        for collection_id, place in places:
            by_collection[collection_id].append((file_id, None, place))
    for collection_id, placed in by_collection.items():
        restore_members(connection, placed, collection_id, is_undo=is_undo)
        record_change(connection, collection_id)
