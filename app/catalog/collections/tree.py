"""Create, rename, move and delete collections. A deleted one stays as long as its step can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from app.catalog.access.accounts import name_key
from app.catalog.collections.schema import collection_changes, collections
from app.catalog.errors import CollectionNameTakenError, CollectionRefusedError, UnknownCollectionError
from app.domain.review.collections import MAX_COLLECTIONS, MAX_DEPTH, Collection, CollectionTree

CHANGES_KEPT = 1_000

_own = collections.c
_existing = select(_own.id, _own.parent_id, _own.name).where(_own.removed_by.is_(None))


def load_tree(connection: Connection) -> CollectionTree:
    """Return all collections that exist."""
    return CollectionTree(Collection(*row) for row in connection.execute(_existing))


def require_collection(tree: CollectionTree, collection_id: int) -> Collection:
    """Raises UnknownCollectionError."""
    if (found := tree.by_id.get(collection_id)) is None:
        raise UnknownCollectionError(collection_id)
    return found


def create_collection(connection: Connection, name: str, parent_id: int | None, at: float) -> int:
    """Insert a collection and return its id; `at` in Unix seconds.

    Raises UnknownCollectionError for its parent, CollectionNameTakenError and CollectionRefusedError.
    """
    tree = load_tree(connection)
    if len(tree.by_id) >= MAX_COLLECTIONS:
        reason = f"there are {MAX_COLLECTIONS:,} collections already, and no more can be created"
        raise CollectionRefusedError(reason, "Delete one first.")
    _require_place(tree, name, parent_id, levels=1)
    return insert_collection(connection, name, parent_id, at)


def insert_collection(connection: Connection, name: str, parent_id: int | None, at: float) -> int:
    """Insert a collection that can be there, and return its id; `at` in Unix seconds."""
    values = {"name": name, "parent_id": parent_id, "created_at": at}
    return int(connection.execute(insert(collections).values(values).returning(_own.id)).scalar_one())


def check_change(tree: CollectionTree, collection_id: int, name: str, parent_id: int | None) -> None:
    """Return if a collection can get this name and this parent. Raises as `create_collection` does."""
    if parent_id is not None and parent_id in tree.list_included(collection_id):
        reason = "a collection cannot be moved into itself or into one that is below it"
        raise CollectionRefusedError(reason, "Choose another place.")
    _require_place(tree, name, parent_id, levels=tree.depth_below(collection_id), but=collection_id)


def write_change(connection: Connection, collection_id: int, name: str, parent_id: int | None) -> None:
    values = {"name": name, "parent_id": parent_id}
    connection.execute(update(collections).where(_own.id == collection_id).values(values))


def mark_removed(connection: Connection, collection_ids: Sequence[int], step_id: int) -> None:
    """Delete collections by a step, or by undoing the step that made them. Their files are kept with them."""
    connection.execute(update(collections).where(_own.id.in_(collection_ids)).values(removed_by=step_id))


def return_removed(connection: Connection, step_id: int) -> None:
    """Bring back what `mark_removed` deleted by this step."""
    connection.execute(update(collections).where(_own.removed_by == step_id).values(removed_by=None))


def forget_removed(connection: Connection, step_ids: Sequence[int]) -> None:
    """Delete for good what was deleted by steps that can no longer be undone or done again."""
    connection.execute(delete(collections).where(_own.removed_by.in_(step_ids)))


def record_change(connection: Connection, collection_id: int) -> None:
    """Say that a collection or its files changed, and forget changes that nobody needs to follow any more."""
    row = insert(collection_changes).values(collection_id=collection_id).returning(collection_changes.c.id)
    newest = connection.execute(row).scalar_one()
    connection.execute(delete(collection_changes).where(collection_changes.c.id <= newest - CHANGES_KEPT))


def newest_change(connection: Connection) -> int:
    """Return the number of the last change; 0 before the first."""
    newest: Any = connection.execute(select(func.max(collection_changes.c.id))).scalar_one()
    return int(newest or 0)


def _require_place(
    tree: CollectionTree, name: str, parent_id: int | None, *, levels: int, but: int | None = None
) -> None:
    if parent_id is not None:
        require_collection(tree, parent_id)
    if len(tree.list_ancestors(parent_id)) + levels > MAX_DEPTH:
        reason = f"collections can be nested up to {MAX_DEPTH} levels"
        raise CollectionRefusedError(reason, "Choose a place further up.")
    others = (each for each in tree.by_id.values() if each.parent_id == parent_id and each.collection_id != but)
    if any(name_key(each.name) == name_key(name) for each in others):
        raise CollectionNameTakenError(name)
