"""The records of all files as columns in memory, which follow the database.

A file that changes gets a new row behind the others, and its earlier row is dead. So arrays only grow, and whoever
reads a snapshot needs no lock. Of a million files the columns take some 200 MB.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from app.catalog.collections.members import CollectionMembers
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.search.columns.mercator import project
from app.catalog.search.columns.records import PAIR, RECORD
from app.catalog.search.schema import search_changes, search_files, search_records

Mask: TypeAlias = NDArray[np.bool_]
"""For each row, whether it matches."""
Numbers: TypeAlias = NDArray[Any]
"""For each row, or for each pair, a number."""

LOAD_ROWS = 50_000
FOLLOWED = 20_000
"""Changes up to which the changed records are loaded, and not all of them."""
DEAD_SHARE = 0.3
"""When more of the rows are dead, all records are loaded again."""

_all_records = select(search_records.c.file_id, search_records.c.record, search_records.c.pairs)


@dataclass(frozen=True)
class Snapshot:
    """The records at one moment. Everything in it has a row for each file, but for the pairs."""

    version: int
    """The last change that it has."""
    ids: NDArray[np.int64]
    is_alive: Mask
    columns: Mapping[str, Numbers]
    pair_rows: NDArray[np.int32]
    """The row of each pair."""
    pair_values: NDArray[np.int32]
    pair_weights: NDArray[np.float32]
    masks: dict[Any, Mask] = field(default_factory=dict)
    """Masks of words that were found before, by their criteria."""
    spellings: dict[str, list[str]] = field(default_factory=dict)
    """Indexed words near a fuzzy one, by the word."""
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Field and text of values, by id, as far as they were needed. An id is never that of another value."""
    ranks: list[NDArray[np.int64]] = field(default_factory=list)
    """The place of each row in the order of paths, once it is known."""
    members: CollectionMembers = field(default_factory=CollectionMembers)
    """The collections and their files, which follow the database on their own."""
    collections: list[Any] = field(default_factory=list)
    """The `CollectionRows` of the newest collections, once they are known."""
    companions: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=list)
    """The companions and their main files, once they are known."""

    @cached_property
    def by_id(self) -> NDArray[np.int64]:
        """The living rows in order of file id."""
        rows = np.flatnonzero(self.is_alive)
        return rows[np.argsort(self.ids[rows], kind="stable")]

    @cached_property
    def _sorted_ids(self) -> NDArray[np.int64]:
        return self.ids[self.by_id]

    def find_rows(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of these files, in their order, without those that have none."""
        if not len(self._sorted_ids):
            return np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self._sorted_ids, ids), len(self._sorted_ids) - 1)
        rows: NDArray[np.int64] = self.by_id[places[self._sorted_ids[places] == ids]]
        return rows

    def mask_of(self, rows: NDArray[np.integer[Any]]) -> Mask:
        """Return the mask of these rows."""
        mask = np.zeros(len(self.ids), np.bool_)
        mask[rows] = True
        return mask

    @cached_property
    def is_duplicate(self) -> Mask:
        """Whether another file has the same content."""
        content = self.columns["content"]
        rows = np.flatnonzero(self.is_alive & (content != 0))
        _, inverse, counts = np.unique(content[rows], return_inverse=True, return_counts=True)
        return self.mask_of(rows[counts[inverse] > 1])

    @cached_property
    def projected(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where the places are on a map of the world; see `project`."""
        return project(self.columns["lat"], self.columns["lon"])

    @cached_property
    def is_first_pair(self) -> Mask:
        """Which pairs are the first of their file with this value: a LoRA may be loaded twice, with two weights."""
        first = np.ones(len(self.pair_rows), np.bool_)
        first[1:] = (self.pair_rows[1:] != self.pair_rows[:-1]) | (self.pair_values[1:] != self.pair_values[:-1])
        return first

    def path_ranks(self, connection: Connection) -> NDArray[np.int64]:
        """Return for each row its place in the order of paths. It is read once for each snapshot."""
        if not self.ranks:
            order = select(search_files.c.file_id).order_by(search_files.c.path, search_files.c.file_id)
            (ids,) = read_integers(connection, order)
            ranks, rows = np.zeros(len(self.ids), np.int64), self.find_rows(ids)
            ranks[rows] = np.arange(len(rows))
            self.ranks.append(ranks)
        return self.ranks[0]


class RecordColumns:
    """Owns the columns of one database."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def follow(self, connection: Connection) -> Snapshot:
        """Return the records as they are in the database, or newer. The first call loads all of them."""
        newest = connection.execute(select(func.max(search_changes.c.id))).scalar_one() or 0
        with self._lock:
            known = self._snapshot
            if known is None:
                known = _load(connection, newest)
            elif known.version < newest:
                known = _follow(connection, known, newest)
            self._snapshot = known
            return known


def _load(connection: Connection, version: int) -> Snapshot:
    parts = list(_read_parts(connection, _all_records.order_by(search_records.c.file_id)))
    empty = _Part.of([], [], [])
    return _join(version, None, [empty, *parts])


def _follow(connection: Connection, known: Snapshot, newest: int) -> Snapshot:
    changed = select(search_changes.c.file_id).where(search_changes.c.id > known.version)
    oldest, count = connection.execute(
        select(func.min(search_changes.c.id), func.count()).where(search_changes.c.id > known.version)
    ).one()
    dead = 1 - np.count_nonzero(known.is_alive) / max(1, len(known.ids))
    if oldest != known.version + 1 or count > FOLLOWED or (dead > DEAD_SHARE and len(known.ids) > FOLLOWED):
        return _load(connection, newest)
    (ids,) = read_integers(connection, changed)
    parts = list(_read_parts(connection, _all_records.where(search_records.c.file_id.in_(changed))))
    is_alive = known.is_alive.copy()
    is_alive[known.find_rows(np.unique(ids))] = False
    return _join(newest, (known, is_alive), parts)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some records as they were read."""

    ids: NDArray[np.int64]
    records: NDArray[Any]
    pair_counts: NDArray[np.int64]
    pairs: NDArray[Any]

    @classmethod
    def of(cls, ids: list[int], records: list[bytes], pairs: list[bytes]) -> _Part:
        return cls(
            np.array(ids, np.int64),
            np.frombuffer(b"".join(records), RECORD),
            np.array([len(some) // PAIR.itemsize for some in pairs], np.int64),
            np.frombuffer(b"".join(pairs), PAIR),
        )


def _read_parts(connection: Connection, query: Any) -> Iterator[_Part]:
    rows = connection.execute(query.execution_options(yield_per=LOAD_ROWS))
    for some in rows.partitions(LOAD_ROWS):
        ids, records, pairs = zip(*some, strict=True)
        yield _Part.of(list(ids), list(records), list(pairs))


def _join(version: int, known: tuple[Snapshot, Mask] | None, parts: list[_Part]) -> Snapshot:
    """Return the snapshot of what was known and the rows of the parts, which are behind it."""
    before, was_alive = known or (None, None)
    sizes = [len(part.ids) for part in parts]
    starts = np.cumsum([len(before.ids) if before else 0, *sizes])[:-1]
    rows = [
        (np.repeat(np.arange(len(part.ids)), part.pair_counts) + start).astype(np.int32)
        for part, start in zip(parts, starts, strict=True)
    ]
    alive = [np.ones(size, np.bool_) for size in sizes]
    return Snapshot(
        version=version,
        ids=_extend(before.ids if before else None, [part.ids for part in parts]),
        is_alive=_extend(was_alive, alive),
        columns={
            name: _extend(before.columns[name] if before else None, [part.records[name] for part in parts])
            for name in RECORD.names or ()
        },
        pair_rows=_extend(before.pair_rows if before else None, rows),
        pair_values=_extend(before.pair_values if before else None, [part.pairs["value"] for part in parts]),
        names=before.names if before else {},
        members=before.members if before else CollectionMembers(),
        pair_weights=_extend(before.pair_weights if before else None, [part.pairs["weight"] for part in parts]),
    )


def _extend(known: NDArray[Any] | None, parts: list[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate([*([] if known is None else [known]), *parts])
