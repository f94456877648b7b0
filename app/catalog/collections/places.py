"""The files of a collection: which it has, and each one's place in the order that users made by hand.

Places have gaps, so files come between two others without that these change. What a step changes is, for each file, its
place before and afterwards; None where the collection did not or does not have it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy.dialects import sqlite

from app.catalog.collections.schema import collection_files
from app.catalog.collections.tree import load_tree
from app.catalog.database.schema import search_items
from app.catalog.database.sql.bulk import execute_many
from app.catalog.database.sql.id_lists import read_integers
from app.catalog.errors import CollectionRefusedError
from app.domain.review.collections import CollectionTree, FilePlace

GAP = 1 << 32
"""Between two files that were added one after the other: so often can the gap be halved."""

Places = Mapping[int, int | None]
"""File → its place."""
Change = tuple[int, int | None, int | None]
"""A file, its place before, and afterwards."""

_own = collection_files.c
_new = sqlite.insert(collection_files)
_SQLITE_UPSERT = _new.on_conflict_do_update(
    index_elements=["collection_id", "file_id"], set_={"place": _new.excluded.place}
)
_POSTGRESQL_UPSERT = text(
    """INSERT INTO collection_files (collection_id, file_id, place)
    SELECT :collection_id, file_id, place
    FROM json_to_recordset(CAST(:rows AS json)) AS given (file_id bigint, place bigint)
    ON CONFLICT (collection_id, file_id) DO UPDATE SET place = excluded.place"""
)


def load_file_places(connection: Connection, file_ids: Sequence[int]) -> dict[int, tuple[FilePlace, ...]]:
    """Return the places that files have in collections, by file, in order of the collections' paths."""
    query = select(_own.file_id, _own.collection_id, _own.place).where(_own.file_id.in_(file_ids))
    rows = connection.execute(query).all()
    tree = load_tree(connection) if rows else CollectionTree()
    found: dict[int, list[FilePlace]] = {}
    for file_id, collection_id, place in rows:
        if collection_id in tree.by_id:
            found.setdefault(file_id, []).append(FilePlace(tree.path_of(collection_id), place))
    return {file_id: tuple(sorted(places, key=lambda each: each.path)) for file_id, places in found.items()}


def load_places(connection: Connection, collection_id: int, file_ids: Sequence[int]) -> dict[int, int]:
    """Return the places of those of the files that the collection has."""
    query = select(_own.file_id, _own.place).where(_own.collection_id == collection_id, _own.file_id.in_(file_ids))
    return {row.file_id: row.place for row in connection.execute(query)}


def write_places(connection: Connection, collection_id: int, places: Places) -> None:
    """Give files their places; those of None leave the collection."""
    gone = [file_id for file_id, place in places.items() if place is None]
    if gone:
        connection.execute(delete(collection_files).where(_own.collection_id == collection_id, _own.file_id.in_(gone)))
    rows = [{"file_id": file_id, "place": place} for file_id, place in places.items() if place is not None]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_POSTGRESQL_UPSERT, {"collection_id": collection_id, "rows": json.dumps(rows)})
    else:
        execute_many(connection, _SQLITE_UPSERT, [{"collection_id": collection_id, **row} for row in rows])


def add_files(connection: Connection, collection_id: int, file_ids: Sequence[int]) -> list[Change]:
    """Put files behind all others, in this order; those that the collection has stay in their places."""
    known = load_places(connection, collection_id, file_ids)
    last = connection.execute(select(func.max(_own.place)).where(_own.collection_id == collection_id)).scalar_one()
    new = [file_id for file_id in file_ids if file_id not in known]
    places = {file_id: (last or 0) + GAP * number for number, file_id in enumerate(new, 1)}
    write_places(connection, collection_id, places)
    return [(file_id, None, place) for file_id, place in places.items()]


def remove_files(connection: Connection, collection_id: int, file_ids: Sequence[int]) -> list[Change]:
    known = load_places(connection, collection_id, file_ids)
    write_places(connection, collection_id, dict.fromkeys(known))
    return [(file_id, place, None) for file_id, place in known.items()]


def plan_order(
    connection: Connection, collection_id: int, file_ids: Sequence[int], before: int | None
) -> dict[int, tuple[int, int]]:
    """Return the places before and afterwards of the files that change theirs when `file_ids` come before another one.

    Files that belong to the same item come along. Without `before`, they come last. Raises CollectionRefusedError when
    the collection itself, without those below it, does not have one of the files.
    """
    of_collection = select(_own.file_id, _own.place).where(_own.collection_id == collection_id)
    ids, places = read_integers(connection, of_collection.order_by(_own.place, _own.file_id))
    moved = _list_members(connection, ids, file_ids)
    targets = [] if before is None else _list_members(connection, ids, [before])
    stay = ~np.isin(ids, moved)
    others, other_places = ids[stay], places[stay]
    found = np.flatnonzero(np.isin(others, targets))
    if not moved or (before is not None and not len(found)):
        reason = "only files of the collection itself can be ordered, before another of its files"
        raise CollectionRefusedError(reason, "Load the collection again.")
    at = int(found[0]) if before is not None else len(others)
    new = _make_places(other_places, at, len(moved))
    if new is None:
        order = [*others[:at].tolist(), *moved, *others[at:].tolist()]
        wanted = {file_id: GAP * number for number, file_id in enumerate(order, 1)}
    else:
        wanted = dict(zip(moved, new, strict=True))
    was = dict(zip(ids.tolist(), places.tolist(), strict=True))
    return {file_id: (was[file_id], place) for file_id, place in wanted.items() if was[file_id] != place}


def _list_members(connection: Connection, ids: NDArray[np.int64], file_ids: Sequence[int]) -> list[int]:
    """Return those of the files that are among `ids`, each followed by the other files of its item that are."""
    items = search_items.c
    companions, mains = read_integers(
        connection, select(items.file_id, items.main_id).where(items.main_id.is_not(None))
    )
    of_main: dict[int, list[int]] = {}
    for place in np.flatnonzero(np.isin(mains, file_ids)).tolist():
        of_main.setdefault(int(mains[place]), []).append(int(companions[place]))
    wanted = [each for file_id in file_ids for each in (file_id, *of_main.get(file_id, ()))]
    known = set(ids[np.isin(ids, wanted)].tolist())
    return [each for each in dict.fromkeys(wanted) if each in known]


def _make_places(places: NDArray[np.int64], at: int, count: int) -> list[int] | None:
    """Return places for `count` files before the one at `at`; None if the gap there is too small."""
    after = int(places[at - 1]) if at > 0 else None
    before = int(places[at]) if at < len(places) else None
    if after is None and before is None:
        return [GAP * number for number in range(1, count + 1)]
    if before is None:
        return [(after or 0) + GAP * number for number in range(1, count + 1)]
    if after is None:
        return [before - GAP * (count - number) for number in range(count)]
    step = (before - after) // (count + 1)
    return [after + step * number for number in range(1, count + 1)] if step else None
