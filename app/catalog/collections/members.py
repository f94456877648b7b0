"""The collections and their files in memory, which follow the database."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from app.catalog.collections.schema import collection_changes, collection_files
from app.catalog.collections.tree import load_tree, newest_change
from app.catalog.database.sql.id_lists import read_integers
from app.domain.review.collections import CollectionTree

_own = collection_files.c


@dataclass(frozen=True, slots=True)
class Members:
    """All collections at one moment."""

    version: int
    """The last change that it has."""
    tree: CollectionTree = field(default_factory=CollectionTree)
    files: Mapping[int, NDArray[np.int64]] = field(default_factory=dict)
    """The own files of each collection, in the order made by hand. Some may no longer be in the library."""


class CollectionMembers:
    """Owns what is known of one database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = Members(0)

    def follow(self, connection: Connection) -> Members:
        """Return the collections as they are in the database, or newer. Only those that changed are loaded."""
        newest = newest_change(connection)
        with self._lock:
            if self._known.version < newest:
                self._known = _follow(connection, self._known, newest)
            return self._known


def _follow(connection: Connection, known: Members, newest: int) -> Members:
    own, tree = collection_changes.c, load_tree(connection)
    changed = set(connection.execute(select(own.collection_id).where(own.id > known.version)).scalars())
    oldest = connection.execute(select(func.min(own.id))).scalar_one()
    is_complete = oldest <= known.version + 1
    kept = {each: files for each, files in known.files.items() if is_complete and each not in changed}
    loaded = _load(connection, tree.by_id.keys() - kept.keys())
    return Members(newest, tree, {each: kept[each] if each in kept else loaded[each] for each in tree.by_id})


def _load(connection: Connection, collection_ids: Iterable[int]) -> dict[int, NDArray[np.int64]]:
    """Return the files of these collections."""
    wanted = sorted(collection_ids)
    if not wanted:
        return {}
    query = select(_own.collection_id, _own.file_id).where(_own.collection_id.in_(wanted))
    owners, ids = read_integers(connection, query.order_by(_own.collection_id, _own.place, _own.file_id))
    starts = np.searchsorted(owners, [*wanted, wanted[-1] + 1])
    return {each: ids[starts[number] : starts[number + 1]] for number, each in enumerate(wanted)}
