"""Steps over library files: exact, kept through later commits, undone and done again, on both databases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select

from app.catalog import (
    Catalog,
    KeywordsFullError,
    LibraryFile,
    LibraryQuery,
    LibraryStepResult,
    StepRefusedError,
    UndoRefusedError,
)
from app.catalog.database.schema import findings, library_edits, library_files, library_removals
from app.catalog.database.sql import step_journal
from app.domain.preview import Relation
from app.domain.review.edit_steps import FileEdit
from app.domain.review.library_edits import EDITED_IN_LIBRARY, LibraryEdit
from app.ingest.review.keywords import join_file_keywords
from tests.catalog.items import add, photo, read
from tests.catalog.search.support import wait_until_indexed
from tests.catalog.support import commit, do_step

pytest_plugins = ["tests.catalog.fixtures"]

A, B, C = (f"/media/{name}" for name in ("a.jpg", "b.jpg", "c.jpg"))


def fill(catalog: Catalog) -> dict[str, int]:
    """Three pictures; return their library ids by path."""
    reports = (photo(A, score=2, keywords=("Cat", "mat")), photo(B, favourite=True), photo(C))
    add(catalog, "first", *reports)
    return ids_of(catalog)


def ids_of(catalog: Catalog) -> dict[str, int]:
    return {file.report.path: file.file_id for file in catalog.library.page().result()}


def step(
    catalog: Catalog, ids: Sequence[int], edit: LibraryEdit, reported: list[tuple[int, int]] | None = None
) -> LibraryStepResult:
    def note(*progress: int) -> None:
        if reported is not None:
            reported.append((progress[0], progress[1]))

    array = np.array(ids, np.int64)
    return catalog.library_edits.make_step(array, edit, join_file_keywords, note, who="ann", at=5.0).result()


def undo(catalog: Catalog, step_id: int | None = None) -> LibraryStepResult:
    return catalog.library_edits.undo_step(step_id, lambda *_: None, at=6.0).result()


def redo(catalog: Catalog, step_id: int | None = None) -> LibraryStepResult:
    return catalog.library_edits.redo_step(step_id, lambda *_: None, at=7.0).result()


def load(catalog: Catalog, file_id: int) -> LibraryFile:
    found = catalog.library.file(file_id).result()
    assert found is not None
    return found


def checksum(catalog: Catalog, engine: Engine) -> str:
    """Return a digest of the library as it is shown, and of its rows and edits."""
    shown = [repr(file) for file in catalog.library.page(limit=10_000).result()]
    with engine.connect() as connection:
        rows = [repr(tuple(row)) for table in (library_files, library_edits) for row in _rows(connection, table)]
    return blake2b("\n".join(shown + rows).encode("utf-8", "surrogatepass")).hexdigest()


def _rows(connection: Any, table: Any) -> list[Any]:
    return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def found(catalog: Catalog, query: LibraryQuery) -> list[str]:
    wait_until_indexed(catalog)
    page = catalog.search.page(query).result()
    assert sorted(file.file_id for file in page.files) == sorted(catalog.search.order(query).result().ids.tolist())
    return sorted(file.report.path for file in page.files)


def hidden(catalog: Catalog) -> list[int]:
    return [int(file_id) for file_id in catalog.search.order(LibraryQuery(hidden=True)).result().ids]


def test_edits_are_shown_found_and_counted(catalog: Catalog) -> None:
    ids = fill(catalog)
    values = {"score": 5, "favourite": True, "title": "At the sea", "note": "with Ünï\x00 \ud800"}
    result = step(catalog, [ids[A], ids[C], 999], LibraryEdit(values, ("New",), ("CAT",)))
    assert (result.matched, sorted(result.file_ids)) == (2, sorted((ids[A], ids[C])))
    file = load(catalog, ids[A])
    assert (file.report.score, file.report.favourite, file.report.keywords) == (5, True, ("mat", "New"))
    assert (file.title, file.note) == ("At the sea", "with Ünï\x00 \ud800")
    assert file.edited == ("score", "favourite", "title", "note", "keywords")
    assert file.report.provenance["score"] == file.report.provenance["keywords"] == EDITED_IN_LIBRARY
    assert found(catalog, LibraryQuery(score_from=5)) == [A, C]
    assert found(catalog, LibraryQuery(favourite=True)) == [A, B, C]
    assert found(catalog, LibraryQuery(keywords=("New",))) == [A, C]
    assert found(catalog, LibraryQuery(keywords=("Cat",))) == []
    assert found(catalog, LibraryQuery("sea")) == [A, C]
    assert catalog.search.facets(LibraryQuery()).result().flags["favourite"] == 3
    undo(catalog)
    assert found(catalog, LibraryQuery("sea")) == []
    assert found(catalog, LibraryQuery(keywords=("Cat",))) == [A]
    assert load(catalog, ids[A]).edited == ()


def test_a_step_says_what_was_done_and_how_far_it_is(catalog: Catalog) -> None:
    ids = fill(catalog)
    reported: list[tuple[int, int]] = []
    made = step(catalog, list(ids.values()), LibraryEdit({"score": 2}), reported).step
    assert made is not None
    assert (made.who, made.made_at, made.files, made.edit.values) == ("ann", 5.0, 2, {"score": 2})
    assert reported == [(3, 3)]
    assert step(catalog, list(ids.values()), LibraryEdit({"score": 2})).step is None
    assert catalog.library_edits.steps().result() == [made]


def test_a_value_that_was_read_is_no_edit(catalog: Catalog) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit({"score": 4}, ("dog",), ("cat",)))
    step(catalog, [ids[A]], LibraryEdit({"score": 2}, ("cat",), ("dog",)))
    assert load(catalog, ids[A]).edited == ()
    assert load(catalog, ids[A]).report.keywords == ("Cat", "mat")
    step(catalog, [ids[A]], LibraryEdit({"score": None}))
    assert load(catalog, ids[A]).report.score is None


def test_more_keywords_than_a_file_may_have_change_nothing(catalog: Catalog, engine: Engine) -> None:
    ids = fill(catalog)
    before = checksum(catalog, engine)
    words = tuple(f"{number} {'x' * 90}" for number in range(900))
    with pytest.raises(KeywordsFullError):
        step(catalog, list(ids.values()), LibraryEdit({"score": 5}, words))
    assert checksum(catalog, engine) == before
    assert catalog.library_edits.steps().result() == []


EDITS = (
    LibraryEdit({"score": 5}),
    LibraryEdit({"score": None, "favourite": False}),
    LibraryEdit({"favourite": None, "title": "one"}),
    LibraryEdit({"note": "two", "hidden": True}),
    LibraryEdit({"hidden": False, "title": None}),
    LibraryEdit(add_keywords=("dog", "CAT")),
    LibraryEdit(add_keywords=("bird",), remove_keywords=("cat", "dog")),
    LibraryEdit(removes=True),
)


@pytest.mark.parametrize("seed", range(6))
def test_undo_and_redo_return_to_the_same_checksums(catalog: Catalog, engine: Engine, seed: int) -> None:
    dice = random.Random(seed)
    names = [f"/media/{number}.jpg" for number in range(12)]
    add(catalog, "first", *(photo(path, score=dice.choice((None, 1)), keywords=("Cat",)) for path in names))
    ids = list(ids_of(catalog).values())
    sums, steps = [checksum(catalog, engine)], 0
    for _ in range(12):
        if step(catalog, dice.sample(ids, 5), dice.choice(EDITS)).step is not None:
            steps += 1
            sums.append(checksum(catalog, engine))
    assert len(set(sums)) > steps // 2
    for expected in reversed(sums[:-1]):
        undo(catalog)
        assert checksum(catalog, engine) == expected
    for expected in sums[1:]:
        redo(catalog)
        assert checksum(catalog, engine) == expected
    with pytest.raises(StepRefusedError):
        redo(catalog)


def test_only_the_newest_step_is_undone(catalog: Catalog) -> None:
    ids = fill(catalog)
    first = step(catalog, [ids[A]], LibraryEdit({"score": 5})).step
    second = step(catalog, [ids[B]], LibraryEdit({"score": 1})).step
    assert first is not None
    assert second is not None
    with pytest.raises(StepRefusedError, match="another step"):
        undo(catalog, first.step_id)
    undo(catalog, second.step_id)
    step(catalog, [ids[C]], LibraryEdit({"score": 3}))
    with pytest.raises(StepRefusedError, match="no step"):
        redo(catalog)
    undo(catalog)
    undo(catalog)
    with pytest.raises(StepRefusedError, match="no step"):
        undo(catalog)


def test_hidden_files_leave_searches_counts_and_folders(catalog: Catalog) -> None:
    ids = fill(catalog)
    version = catalog.library.version().result()
    step(catalog, [ids[B]], LibraryEdit({"hidden": True}))
    assert found(catalog, LibraryQuery()) == [A, C]
    facets = catalog.search.facets(LibraryQuery()).result()
    assert (facets.files, facets.flags["favourite"]) == (2, 0)
    assert catalog.library.folders().result()["/media"] == 2
    assert catalog.library.version().result() != version
    assert hidden(catalog) == [ids[B]]
    assert catalog.search.facets(LibraryQuery()).result().hidden == 1
    assert load(catalog, ids[B]).is_hidden
    step(catalog, [ids[B]], LibraryEdit({"hidden": False}))
    assert found(catalog, LibraryQuery()) == [A, B, C]
    assert catalog.search.facets(LibraryQuery()).result().hidden == 0


def test_removed_files_come_back_as_they_were(catalog: Catalog, engine: Engine) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit({"title": "kept"}))
    before, version = checksum(catalog, engine), catalog.library.version().result()
    removed = step(catalog, [ids[A], ids[B]], LibraryEdit(removes=True))
    assert (removed.matched, sorted(removed.file_ids)) == (2, sorted((ids[A], ids[B])))
    assert found(catalog, LibraryQuery()) == [C]
    assert catalog.library.file(ids[A]).result() is None
    assert catalog.library.version().result() != version
    undo(catalog)
    assert checksum(catalog, engine) == before
    assert found(catalog, LibraryQuery()) == [A, B, C]


def test_a_removal_is_not_undone_over_a_file_that_came_again(catalog: Catalog) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit(removes=True))
    add(catalog, "second", photo(A, score=1))
    with pytest.raises(StepRefusedError, match=f"such as {A}"):
        undo(catalog)
    assert load(catalog, ids_of(catalog)[A]).report.score == 1


def test_a_removed_file_is_new_for_the_next_session(catalog: Catalog) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit(removes=True))
    staged = read(catalog, "second", [photo(A)])
    relate(catalog, "second")
    assert catalog.staging.files(list(staged.values())).result()[staged["a.jpg"]].relation is Relation.NEW


def relate(catalog: Catalog, session_id: str) -> None:
    last = max(file.file_id for file in catalog.staging.iterate(session_id))
    moved = catalog.preview.relate(session_id, 0, last, ()).result()
    catalog.preview.update_kept_values(session_id, moved).result()


def test_edits_survive_that_the_file_is_read_again(catalog: Catalog) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit({"score": 5, "title": "mine"}, ("own",), ("cat",)))
    changed = replace(photo(A, score=1, keywords=("cat", "other")), size=777)
    read(catalog, "second", [changed])
    commit(catalog, "second")
    file = load(catalog, ids[A])
    assert (file.report.size, file.report.score, file.title) == (777, 5, "mine")
    assert file.report.keywords == ("other", "own")
    undo(catalog)
    assert load(catalog, ids[A]).report.score == 1
    assert load(catalog, ids[A]).report.keywords == ("cat", "other")


def test_edits_survive_that_the_file_moves(catalog: Catalog) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit({"score": 5, "note": "moved"}))
    moved = replace(photo(A), path="/media/new.jpg")
    read(catalog, "second", [moved])
    last = max(file.file_id for file in catalog.staging.iterate("second"))
    catalog.preview.relate("second", 0, last, {ids[A]}).result()
    assert commit(catalog, "second")[:2] == (0, 0)
    file = load(catalog, ids[A])
    assert (file.report.path, file.report.score, file.note) == ("/media/new.jpg", 5, "moved")


def test_a_later_edit_at_the_preview_counts_more(catalog: Catalog) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit({"score": 5, "title": "mine"}))
    read(catalog, "second", [replace(photo(A), size=777)])
    relate(catalog, "second")
    do_step(catalog, "second", FileEdit({"score": 3}))
    commit(catalog, "second")
    assert (load(catalog, ids[A]).report.score, load(catalog, ids[A]).title) == (3, "mine")
    assert found(catalog, LibraryQuery(score_from=3)) == [A]
    step(catalog, [ids[A]], LibraryEdit({"score": 5}))
    assert load(catalog, ids[A]).report.score == 5
    undo(catalog)
    catalog.commits.undo("second").result()
    assert load(catalog, ids[A]).report.score == 5  # as it was edited before that session


def test_a_commit_can_be_undone_when_its_files_were_edited_but_not_when_they_were_removed(catalog: Catalog) -> None:
    ids = fill(catalog)
    step(catalog, [ids[A]], LibraryEdit({"score": 5}))
    step(catalog, [ids[B]], LibraryEdit(removes=True))
    with pytest.raises(UndoRefusedError):
        catalog.commits.undo("first").result()
    undo(catalog)
    catalog.commits.undo("first").result()
    assert ids_of(catalog) == {}


def test_who_edits_one_file_of_an_item_edits_all_of_them(catalog: Catalog) -> None:
    add(catalog, "first", photo("/media/x.jpg", score=1), photo("/media/x.cr2", score=2), photo(B))
    wait_until_indexed(catalog)
    ids = ids_of(catalog)
    for chosen in ("/media/x.jpg", "/media/x.cr2"):
        result = step(catalog, [ids[chosen]], LibraryEdit({"score": 5, "favourite": True}))
        assert sorted(result.file_ids) == sorted((ids["/media/x.jpg"], ids["/media/x.cr2"]))
        assert load(catalog, ids["/media/x.jpg"]).report.score == 5
        undo(catalog)
    step(catalog, [ids["/media/x.jpg"]], LibraryEdit({"score": None}))
    assert load(catalog, ids["/media/x.jpg"]).report.score is None
    step(catalog, [ids["/media/x.cr2"]], LibraryEdit({"hidden": True}))
    assert found(catalog, LibraryQuery(every_file=True)) == [B]
    assert hidden(catalog) == [ids["/media/x.jpg"]]


def test_what_old_steps_removed_is_deleted_with_them(
    catalog: Catalog, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(catalog)
    catalog.sessions.delete("first").result()
    monkeypatch.setattr(step_journal, "MAX_STEPS", 2)
    step(catalog, [ids[A]], LibraryEdit(removes=True))
    for score in (1, 2):
        step(catalog, [ids[B]], LibraryEdit({"score": score}))
    assert len(catalog.library_edits.steps().result()) == 2
    with engine.connect() as connection:
        assert _rows(connection, library_removals) == []
        assert len(_rows(connection, findings)) >= 2
