"""Which files the collections include, decided on the columns in memory.

Collections are no part of the records: what users change in them is found at once, without that files are indexed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from app.catalog.collections.members import Members
from app.catalog.database.schema import search_items
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.search.columns.snapshot import Mask, Snapshot
from app.catalog.search.language.values import CollectionPath, fold_name
from app.domain.review.collections import Collection, CollectionTree

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CollectionRows:
    """The rows of a snapshot that collections have, each once, in the order made by hand."""

    members: Members
    own: Mapping[int, Rows]
    """By collection, without those below it."""
    _included: dict[int, Rows] = field(default_factory=dict)

    def list_included(self, collection_id: int) -> Rows:
        """Return the rows of a collection and of those below it, which come after its own."""
        if collection_id not in self._included:
            parts = [self.own[each] for each in self.members.tree.list_included(collection_id)]
            self._included[collection_id] = _keep_first(np.concatenate([np.empty(0, np.int64), *parts]))
        return self._included[collection_id]


@dataclass(frozen=True, slots=True)
class CollectionCount:
    collection: Collection
    path: str
    """The names that lead to it, such as `Trips/Rome`."""
    own_files: int
    files: int
    """With those of the collections below it, each once."""


def follow_collections(connection: Connection, snapshot: Snapshot) -> CollectionRows:
    """Return the rows of all collections as they are in the database, or newer."""
    members = snapshot.members.follow(connection)
    known: CollectionRows | None = snapshot.collections[0] if snapshot.collections else None
    if known is None or known.members is not members:
        known = CollectionRows(members, _find_own_rows(connection, snapshot, members, known))
        snapshot.collections[:] = [known]
    return known


def find_collection_mask(connection: Connection, snapshot: Snapshot, path: CollectionPath) -> Mask:
    """Return which rows are in a collection that fits, or below one."""
    rows = follow_collections(connection, snapshot)
    return _join(snapshot, rows, find_collections(rows.members.tree, path))


def find_included_mask(connection: Connection, snapshot: Snapshot, collection_id: int) -> Mask:
    """Return which rows a collection includes: none, if there is no such collection."""
    return _join(snapshot, follow_collections(connection, snapshot), [collection_id])


def find_any_collection_mask(connection: Connection, snapshot: Snapshot) -> Mask:
    """Return which rows are in a collection."""
    rows = follow_collections(connection, snapshot)
    return _join(snapshot, rows, rows.own)


def find_collections(tree: CollectionTree, path: CollectionPath) -> list[int]:
    """Return the ids of the collections whose path ends with the wanted names."""
    begin = "/" if path.is_rooted else ".*" if path.is_open_before else ".*/"
    wanted = re.compile(
        begin + "/".join(map(re.escape, path.names)) + ("[^/]*" if path.is_open_behind else ""), re.DOTALL
    )
    folded: dict[int | None, str] = {None: ""}
    for each in tree.in_order:
        folded[each.collection_id] = f"{folded[each.parent_id]}/{fold_name(each.name)}"
    return [each for each, whole in folded.items() if each is not None and wanted.fullmatch(whole)]


def count_collections(rows: CollectionRows, matches: Mask) -> list[CollectionCount]:
    """Return how many of the matching rows each collection has, in the order of the tree."""
    tree = rows.members.tree
    return [
        CollectionCount(
            each,
            tree.path_of(each.collection_id),
            own_files=int(np.count_nonzero(matches[rows.own[each.collection_id]])),
            files=int(np.count_nonzero(matches[rows.list_included(each.collection_id)])),
        )
        for each in tree.in_order
    ]


def _join(snapshot: Snapshot, rows: CollectionRows, collection_ids: Iterable[int]) -> Mask:
    mask = np.zeros(len(snapshot.ids), np.bool_)
    for each in collection_ids:
        mask[rows.list_included(each)] = True
    return mask


def _find_own_rows(
    connection: Connection, snapshot: Snapshot, members: Members, known: CollectionRows | None
) -> dict[int, Rows]:
    """Return the rows of each collection; those of collections that did not change are known."""
    found: dict[int, Rows] = {}
    for each, files in members.files.items():
        is_same = known is not None and known.members.files.get(each) is files
        found[each] = known.own[each] if known is not None and is_same else _find_rows(connection, snapshot, files)
    return found


def _find_rows(connection: Connection, snapshot: Snapshot, files: NDArray[np.int64]) -> Rows:
    """Return the rows of files, in their order. A companion stands for the main file of its item, which has the row."""
    rows = snapshot.find_rows(files)
    if len(rows) == len(files):
        return rows
    companions, mains = _load_items(connection, snapshot)
    if not len(companions):
        return rows
    places = np.minimum(np.searchsorted(companions, files), len(companions) - 1)
    is_companion = companions[places] == files
    main_ids = np.where(is_companion, mains[places], files)
    is_needed = ~(is_companion & np.isin(main_ids, files))  # otherwise the main file has a place of its own
    return _keep_first(snapshot.find_rows(main_ids[is_needed]))


def _load_items(connection: Connection, snapshot: Snapshot) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all companions, ascending, and the main file of each. They are read once for each snapshot."""
    if not snapshot.companions:
        own = search_items.c
        by_id = select(own.file_id, own.main_id).where(own.main_id.is_not(None)).order_by(own.file_id)
        companions, mains = read_integers(connection, by_id)
        snapshot.companions.append((companions, mains))
    return snapshot.companions[0]


def _keep_first(rows: Rows) -> Rows:
    """Return each row once, where it comes first."""
    _, first = np.unique(rows, return_index=True)
    return rows[np.sort(first)]
