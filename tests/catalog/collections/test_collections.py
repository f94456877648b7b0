"""Collections of library files: changed in steps that are undone and done again exactly, on both databases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from app.catalog import (
    Catalog,
    CollectionNameTakenError,
    CollectionRefusedError,
    LibraryQuery,
    LibraryStepResult,
    StepRefusedError,
    UnknownCollectionError,
)
from app.catalog.collections import places
from app.catalog.collections.schema import collection_files, collections
from app.catalog.database.sql import step_journal
from app.domain.review import collections as domain
from app.domain.review.collections import CollectionAct
from app.domain.review.library_edits import LibraryEdit
from app.ingest.review.keywords import join_file_keywords
from tests.catalog.items import add, photo, read
from tests.catalog.search.support import wait_until_indexed
from tests.catalog.support import commit

pytest_plugins = ["tests.catalog.fixtures"]

WHO: Any = {"who": "ann", "at": 5.0}
A, B, C = (f"/media/{name}" for name in ("a.jpg", "b.jpg", "c.jpg"))


def fill(catalog: Catalog, *paths: str) -> dict[str, int]:
    """Commit pictures at these paths; return all ids by path."""
    add(catalog, "first", *(photo(path) for path in paths or (A, B, C)))
    wait_until_indexed(catalog)
    return {file.report.path: file.file_id for file in catalog.library.page().result()}


def create(catalog: Catalog, name: str, parent: int | None = None) -> int:
    made = catalog.library_edits.make_collection(name, parent, **WHO).result().step
    assert made is not None
    assert made.edit.collection is not None
    return made.edit.collection.collection_id


def change(catalog: Catalog, act: CollectionAct, collection: int, ids: Sequence[int]) -> LibraryStepResult:
    array = np.array(ids, np.int64)
    return catalog.library_edits.change_collection_files(array, act, collection, lambda *_: None, **WHO).result()


def put(catalog: Catalog, collection: int, *ids: int) -> LibraryStepResult:
    return change(catalog, CollectionAct.ADD, collection, ids)


def move(catalog: Catalog, collection: int, ids: Sequence[int], before: int | None) -> LibraryStepResult:
    return catalog.library_edits.order_collection_files(collection, ids, before, **WHO).result()


def rename(catalog: Catalog, collection: int, name: str | None, move_to: tuple[int | None] | None = None) -> None:
    catalog.library_edits.change_collection(collection, name=name, move_to=move_to, **WHO).result()


def undo(catalog: Catalog) -> LibraryStepResult:
    return catalog.library_edits.undo_step(None, lambda *_: None, at=6.0).result()


def redo(catalog: Catalog) -> LibraryStepResult:
    return catalog.library_edits.redo_step(None, lambda *_: None, at=7.0).result()


def files_of(catalog: Catalog, collection: int) -> list[int]:
    """Return the ids of what a collection includes, in the order made by hand; every way of asking finds the same."""
    query = LibraryQuery(collection=collection, sort="collection", order="asc")
    ids: list[int] = catalog.search.order(query).result().ids.tolist()
    for other in (LibraryQuery(collection=collection), LibraryQuery("kind:image", collection=collection)):
        assert sorted(file.file_id for file in catalog.search.page(other).result().files) == sorted(ids)
    return ids


def tree(catalog: Catalog) -> dict[str, tuple[int, int]]:
    """Return the number of own and of all files of each collection, by path."""
    return {each.path: (each.own_files, each.files) for each in catalog.search.collections().result()}


def shown(catalog: Catalog) -> list[Any]:
    """Return all collections with their files in order."""
    listed = catalog.search.collections().result()
    return [(each, files_of(catalog, each.collection.collection_id)) for each in listed]


def test_a_file_is_in_many_collections_and_counted_in_those_above_once(catalog: Catalog) -> None:
    ids = fill(catalog)
    trips = create(catalog, "Trips")
    rome, best = create(catalog, "Rome", trips), create(catalog, "Best")
    put(catalog, trips, ids[A])
    put(catalog, rome, ids[A], ids[B], 999)
    put(catalog, best, ids[B])
    assert tree(catalog) == {"Best": (1, 1), "Trips": (1, 2), "Trips/Rome": (2, 2)}
    assert files_of(catalog, trips) == [ids[A], ids[B]]
    assert put(catalog, rome, ids[A], ids[B]).step is None
    removed = change(catalog, CollectionAct.REMOVE, rome, [ids[A], ids[C]])
    assert list(removed.file_ids) == [ids[A]]
    assert tree(catalog) == {"Best": (1, 1), "Trips": (1, 2), "Trips/Rome": (1, 1)}
    assert files_of(catalog, 12345) == []


def test_collections_have_their_places(catalog: Catalog) -> None:
    trips = create(catalog, "Trips")
    rome = create(catalog, "Rome", trips)
    rename(catalog, rome, "Roma", (None,))
    assert list(tree(catalog)) == ["Roma", "Trips"]
    rename(catalog, trips, None, (rome,))
    assert list(tree(catalog)) == ["Roma", "Roma/Trips"]
    for wrong in (rome, trips):
        with pytest.raises(CollectionRefusedError, match="into itself"):
            rename(catalog, rome, None, (wrong,))
    with pytest.raises(CollectionNameTakenError):
        create(catalog, "ROMA")
    create(catalog, "Roma", rome)
    with pytest.raises(CollectionNameTakenError):
        rename(catalog, trips, "roma")
    with pytest.raises(UnknownCollectionError):
        create(catalog, "lost", 777)
    with pytest.raises(UnknownCollectionError):
        catalog.library_edits.delete_collection(777, **WHO).result()
    undo(catalog)
    undo(catalog)
    assert list(tree(catalog)) == ["Roma", "Trips"]
    undo(catalog)
    assert list(tree(catalog)) == ["Trips", "Trips/Rome"]


def test_collections_are_neither_too_many_nor_too_deep(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.catalog.collections.tree.MAX_DEPTH", 2)
    monkeypatch.setattr("app.catalog.collections.tree.MAX_COLLECTIONS", 3)
    above = create(catalog, "one")
    below = create(catalog, "two", above)
    with pytest.raises(CollectionRefusedError, match="2 levels"):
        create(catalog, "three", below)
    other = create(catalog, "other")
    with pytest.raises(CollectionRefusedError, match="2 levels"):
        rename(catalog, above, None, (other,))
    with pytest.raises(CollectionRefusedError, match="3 collections"):
        create(catalog, "four")
    assert domain.MAX_DEPTH < 100


def test_a_deleted_collection_comes_back_with_all_below_it(catalog: Catalog, engine: Engine) -> None:
    ids = fill(catalog)
    trips = create(catalog, "Trips")
    rome = create(catalog, "Rome", trips)
    put(catalog, rome, *ids.values())
    move(catalog, rome, [ids[C]], ids[A])
    before = shown(catalog)
    catalog.library_edits.delete_collection(trips, **WHO).result()
    assert shown(catalog) == []
    assert catalog.search.page(LibraryQuery("has:collection")).result().files == []
    assert len(catalog.library.page().result()) == 3
    undo(catalog)
    assert shown(catalog) == before
    redo(catalog)
    assert shown(catalog) == []
    undo(catalog)
    assert shown(catalog) == before
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(collection_files)).scalar_one() == 3


def test_what_can_no_longer_be_undone_is_deleted_for_good(
    catalog: Catalog, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(catalog)
    put(catalog, create(catalog, "gone"), ids[A])
    catalog.library_edits.delete_collection(1, **WHO).result()
    create(catalog, "undone")
    undo(catalog)
    monkeypatch.setattr(step_journal, "MAX_STEPS", 1)
    create(catalog, "kept")
    with engine.connect() as connection:
        assert connection.execute(select(collections.c.name)).scalars().all() == ["kept"]
        assert connection.execute(select(collection_files)).all() == []


def test_files_are_ordered_by_hand(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = list(fill(catalog, *(f"/media/{number}.jpg" for number in range(6))).values())
    monkeypatch.setattr(places, "GAP", 4)  # so small that all places are given anew now and then
    chosen = create(catalog, "chosen")
    put(catalog, chosen, *ids)
    expected, dice, orders = list(ids), random.Random(3), [list(ids)]
    for _ in range(20):
        moved = dice.sample(ids, dice.choice((1, 2, 3)))
        before = dice.choice([None, *(each for each in ids if each not in moved)])
        left = [each for each in expected if each not in moved]
        place = len(left) if before is None else left.index(before)
        wanted = left[:place] + moved + left[place:]
        if move(catalog, chosen, moved, before).step is not None:
            orders.append(wanted)
        expected = wanted
        assert files_of(catalog, chosen) == expected
    for order in reversed(orders[:-1]):
        undo(catalog)
        assert files_of(catalog, chosen) == order
    for order in orders[1:]:
        redo(catalog)
        assert files_of(catalog, chosen) == order
    for moved, before in (([999], None), ([ids[0]], 999), ([ids[0]], ids[0])):
        with pytest.raises(CollectionRefusedError, match="only files of the collection"):
            move(catalog, chosen, moved, before)


@pytest.mark.parametrize("seed", range(3))
def test_undo_and_redo_return_to_the_same_collections(catalog: Catalog, seed: int) -> None:
    ids, dice = list(fill(catalog, *(f"/media/{number}.jpg" for number in range(8))).values()), random.Random(seed)
    states, names = [shown(catalog)], iter("abcdefghijklmnop")
    while len(states) < 14:
        known = [each.collection.collection_id for each in catalog.search.collections().result()]
        chosen = dice.choice(known) if known else 0
        some = dice.sample(ids, 3)
        match dice.choice(("create", "rename", "delete", "add", "add", "remove", "score") if known else ("create",)):
            case "create":
                create(catalog, next(names), dice.choice([None, *known]))
            case "rename":
                rename(catalog, chosen, f"{dice.random()}", (None,))
            case "delete":
                catalog.library_edits.delete_collection(chosen, **WHO).result()
            case "add":
                if put(catalog, chosen, *some).step is None:
                    continue
            case "remove":
                if change(catalog, CollectionAct.REMOVE, chosen, some).step is None:
                    continue
            case "score":
                edit = LibraryEdit({"note": f"{dice.random()}"})
                step = catalog.library_edits.make_step(
                    np.array(some, np.int64), edit, join_file_keywords, lambda *_: None, **WHO
                )
                assert step.result().step is not None
        states.append(shown(catalog))
    for state in reversed(states[:-1]):
        undo(catalog)
        assert shown(catalog) == state
    with pytest.raises(StepRefusedError):
        undo(catalog)
    for state in states[1:]:
        redo(catalog)
        assert shown(catalog) == state


def test_files_keep_their_collections_when_they_are_read_again_or_move(catalog: Catalog) -> None:
    ids = fill(catalog)
    chosen = create(catalog, "chosen")
    put(catalog, chosen, ids[A], ids[B])
    read(catalog, "second", [replace(photo(A), size=777), replace(photo(B), path="/media/new.jpg")])
    last = max(file.file_id for file in catalog.staging.iterate("second"))
    catalog.preview.relate("second", 0, last, {ids[B]}).result()
    commit(catalog, "second")
    wait_until_indexed(catalog)
    assert files_of(catalog, chosen) == [ids[A], ids[B]]
    file = catalog.library.file(ids[B]).result()
    assert file is not None
    assert file.report.path == "/media/new.jpg"


def test_a_file_that_comes_back_is_in_its_collections_again(catalog: Catalog) -> None:
    ids = fill(catalog)
    chosen = create(catalog, "chosen")
    put(catalog, chosen, *ids.values())
    remove = LibraryEdit(removes=True)
    gone = np.array([ids[A]], np.int64)
    catalog.library_edits.make_step(gone, remove, join_file_keywords, lambda *_: None, **WHO).result()
    wait_until_indexed(catalog)
    assert files_of(catalog, chosen) == [ids[B], ids[C]]
    undo(catalog)
    wait_until_indexed(catalog)
    assert files_of(catalog, chosen) == list(ids.values())


def test_a_picture_of_several_files_is_one_in_a_collection(catalog: Catalog) -> None:
    ids = fill(catalog, "/media/x.cr2", B, "/media/y.cr2")
    chosen = create(catalog, "chosen")
    put(catalog, chosen, *ids.values())
    add(catalog, "second", photo("/media/x.jpg"))
    wait_until_indexed(catalog)
    (main,) = (file.file_id for file in catalog.library.page().result() if file.report.path == "/media/x.jpg")
    raw, other, last = ids["/media/x.cr2"], ids[B], ids["/media/y.cr2"]
    assert files_of(catalog, chosen) == [other, main, last]
    assert tree(catalog) == {"chosen": (3, 3)}
    move(catalog, chosen, [main], None)
    assert files_of(catalog, chosen) == [other, last, main]
    change(catalog, CollectionAct.REMOVE, chosen, [main])
    assert files_of(catalog, chosen) == [other, last]
    assert sorted(put(catalog, chosen, main).file_ids) == [raw, main]
    move(catalog, chosen, [main], other)
    assert files_of(catalog, chosen) == [main, other, last]


def test_what_another_program_changes_is_seen(catalog: Catalog, catalog_url: str) -> None:
    ids = fill(catalog)
    other = Catalog(catalog_url)
    try:
        chosen, rest = create(catalog, "chosen"), create(catalog, "rest")
        put(catalog, rest, ids[C])
        assert tree(other) == {"chosen": (0, 0), "rest": (1, 1)}
        put(catalog, chosen, ids[A])
        assert tree(other) == {"chosen": (1, 1), "rest": (1, 1)}
        rename(catalog, chosen, "new")
        assert tree(other) == {"new": (1, 1), "rest": (1, 1)}
    finally:
        other.close()


def test_collections_are_completed(catalog: Catalog) -> None:
    create(catalog, "Rome", create(catalog, "Big trips"))
    query = "collection:ro"
    found = catalog.search.completions(query, len(query), 10).result().completions
    assert [(each.text, each.value) for each in found] == [('collection:"Big trips/Rome"', "Big trips/Rome")]
    assert catalog.search.page(LibraryQuery(found[0].text)).result().files == []
