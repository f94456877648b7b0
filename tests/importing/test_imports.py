"""Importing into a library: what is decided, the plan, the step that does the same, and its undo, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.catalog import Catalog, LibraryQuery, PlanChangedError
from app.domain.review.collections import MAX_COLLECTIONS
from app.domain.review.import_summary import ImportKind, ImportSummary
from app.domain.review.imports import (
    ConflictRule,
    CurrentValues,
    ImportedValues,
    NotMatched,
    Placement,
    clean_collection_path,
    decide_change,
    join_values,
)
from app.domain.review.library_edits import LibraryEdit
from app.importing.entries import ImportCancelledError, ImportRefusedError, UnreadableEntry, limit_keywords
from app.importing.read_import import read_import
from app.importing.sources.source_files import SourceFiles
from app.importing.spool import ImportSpool
from tests.catalog.items import add, photo
from tests.catalog.library_edits.test_library_steps import checksum, found, ids_of, load, redo, step, undo
from tests.catalog.search.support import wait_until_indexed
from tests.catalog.support import full_report
from tests.importing.foreign import write_diffusion_toolkit, write_iib
from tests.importing.support import Known, carry_out, plan, spool

pytest_plugins = ["tests.catalog.fixtures"]

A, B, C = (f"/media/{name}" for name in ("a.jpg", "b.jpg", "c.jpg"))
FILL, THEIRS, MINE = ConflictRule


# What is decided


@pytest.mark.parametrize(
    ("rule", "edit", "kept"),
    [
        (FILL, LibraryEdit({"title": "T"}, ("new",)), ("score",)),
        (THEIRS, LibraryEdit({"score": 5, "title": "T"}, ("gone", "new"), ("mine",)), ()),
        (MINE, LibraryEdit({"title": "T"}), ("score", "keywords")),
    ],
)
def test_a_conflict_is_decided_by_the_rule(rule: ConflictRule, edit: LibraryEdit, kept: tuple[str, ...]) -> None:
    current = CurrentValues({"score": 2, "favourite": True}, ("Cat", "mine"), {"removed_keywords": ["gone"]})
    theirs = ImportedValues({"score": 5, "favourite": True, "title": "T", "hidden": False}, ("cat", "gone", "new"))
    change = decide_change(current, theirs, rule, limit_keywords)
    assert (change.edit, change.kept, change.is_full) == (edit, kept, False)


def test_a_value_that_the_source_removed_goes_only_if_theirs_counts() -> None:
    current, theirs = CurrentValues({"score": 2}, ("a",), {}), ImportedValues({"score": None}, ())
    assert decide_change(current, theirs, FILL, limit_keywords).edit.is_empty
    assert decide_change(current, theirs, THEIRS, limit_keywords).edit == LibraryEdit({"score": None}, (), ("a",))


def test_a_description_that_is_the_prompt_is_no_note() -> None:
    current = CurrentValues({}, (), {}, prompt="a cat,\n on a mat")
    for note, edit in (("a cat, on a mat", LibraryEdit()), ("a cat", LibraryEdit({"note": "a cat"}))):
        assert decide_change(current, ImportedValues({"note": note}), THEIRS, limit_keywords).edit == edit


def test_a_file_gets_as_many_keywords_as_it_may_have() -> None:
    current = CurrentValues({}, tuple(f"mine {number}" for number in range(998)), {})
    change = decide_change(current, ImportedValues(keywords=("a", "b", "c")), FILL, limit_keywords)
    assert (change.edit.add_keywords, change.is_full) == (("a", "b"), True)


def test_several_entries_about_one_file_are_joined() -> None:
    one = ImportedValues({"score": 1}, ("a",), (Placement(("X",), 1),))
    other = ImportedValues({"score": 2, "title": "T"}, ("A", "b"), (Placement(("X",), 2), Placement(("Y",), 3)))
    placed = (Placement(("X",), 1), Placement(("Y",), 3))
    assert join_values([one, other]) == ImportedValues({"score": 1, "title": "T"}, ("a", "b"), placed)
    assert ImportedValues.from_json(other.to_json()) == other


def test_names_of_collections_become_such_as_the_library_can_have() -> None:
    assert clean_collection_path(["a/b ", "\0\n", "x" * 200]) == ("a-b", "x" * 100)
    assert clean_collection_path(["", "\n"]) is None
    assert clean_collection_path(["a"] * 40) == ("a",) * 16


# The plan, and the step


def fill(catalog: Catalog) -> dict[str, int]:
    add(catalog, "first", photo(A, score=2, keywords=("Cat",)), photo(B), photo(C))
    return ids_of(catalog)


def collected(catalog: Catalog) -> dict[str, list[str]]:
    """Return the names of the files in each collection by path, in their order by hand."""
    names = {file.file_id: Path(file.report.path).name for file in catalog.library.page().result()}
    places = catalog.collections.file_places(list(names)).result()
    found: dict[str, list[tuple[int, str]]] = {each.path: [] for each in catalog.search.collections().result()}
    for file_id, some in places.items():
        for each in some:
            found[each.path].append((each.place, names[file_id]))
    return {path: [name for _, name in sorted(some)] for path, some in found.items()}


def test_the_step_does_what_the_plan_says_and_is_undone_and_done_again(catalog: Catalog, engine: Engine) -> None:
    ids = fill(catalog)
    before = checksum(catalog, engine)
    source = Known(
        {
            ids[A]: ImportedValues({"score": 5}, ("sea",), (Placement(("Trips", "Rome"), 9),)),
            ids[B]: ImportedValues({"score": 3, "title": "B"}, None, (Placement(("trips", "Rome"), 4),)),
            ids[C]: ImportedValues(),
            999_999: ImportedValues({"score": 1}),
        },
        lowest_places={("Trips", "Rome"): 4, ("trips", "Rome"): 4},
    )
    made = plan(catalog, source)
    assert made.summary == ImportSummary(
        ImportKind.XMP, files=2, scores=1, titles=1, keywords=1, collected=2, collections=2, kept=1
    )
    assert checksum(catalog, engine) == before
    result = carry_out(catalog, source, token=made.token)
    assert result.step is not None
    assert (result.step.files, list(result.file_ids), result.step.who) == (2, [ids[A], ids[B]], "ann")
    imported = result.step.edit.imported
    assert imported is not None
    assert imported.created
    assert replace(imported, created=()) == made.summary
    assert (load(catalog, ids[A]).report.score, load(catalog, ids[A]).report.keywords) == (2, ("Cat", "sea"))
    assert (load(catalog, ids[B]).report.score, load(catalog, ids[B]).title) == (3, "B")
    assert collected(catalog) == {"Trips": [], "Trips/Rome": ["b.jpg", "a.jpg"]}
    after, of_collections = checksum(catalog, engine), collected(catalog)
    undo(catalog)
    assert (checksum(catalog, engine), collected(catalog)) == (before, {})
    redo(catalog)
    assert (checksum(catalog, engine), collected(catalog)) == (after, of_collections)
    wait_until_indexed(catalog)
    assert found(catalog, LibraryQuery(words="collection:Rome sea")) == [A]
    assert carry_out(catalog, source).step is None


def test_files_come_behind_those_that_a_collection_has(catalog: Catalog) -> None:
    ids = fill(catalog)
    carry_out(catalog, Known({ids[C]: ImportedValues(collections=(Placement(("Best",), 100),))}))
    source = Known(
        {
            ids[A]: ImportedValues(collections=(Placement(("best",), -5),)),
            ids[B]: ImportedValues(collections=(Placement(("best",), -6),)),
            ids[C]: ImportedValues(collections=(Placement(("best",), -9), Placement(("New",), 0))),
        },
        lowest_places={("best",): -9},
    )
    assert plan(catalog, source, MINE).summary.collected == 2
    made = plan(catalog, source)
    assert (made.summary.collected, made.summary.collections) == (3, 1)
    carry_out(catalog, source, token=made.token)
    assert collected(catalog) == {"Best": ["c.jpg", "b.jpg", "a.jpg"], "New": ["c.jpg"]}
    undo(catalog)
    assert collected(catalog) == {"Best": ["c.jpg"]}


def test_companions_come_along(catalog: Catalog) -> None:
    add(catalog, "first", photo("/media/p.jpg"), photo("/media/p.cr2"), photo("/media/q.jpg"))
    wait_until_indexed(catalog)
    ids = ids_of(catalog)
    placed = ImportedValues(collections=(Placement(("Best",), 1),))
    source = Known({ids["/media/p.jpg"]: placed, ids["/media/p.cr2"]: placed, ids["/media/q.jpg"]: ImportedValues()})
    made = plan(catalog, source)
    assert made.summary.collected == 1
    carry_out(catalog, source, token=made.token)
    assert collected(catalog) == {"Best": ["p.cr2", "p.jpg"]}
    undo(catalog)
    assert collected(catalog) == {}


def test_a_plan_that_no_longer_fits_changes_nothing(catalog: Catalog, engine: Engine) -> None:
    ids = fill(catalog)
    source = Known({ids[B]: ImportedValues({"score": 3}, None, (Placement(("Best",), 1),))})
    made = plan(catalog, source)
    step(catalog, [ids[B]], LibraryEdit({"score": 1}))
    before = checksum(catalog, engine)
    with pytest.raises(PlanChangedError):
        carry_out(catalog, source, token=made.token)
    with pytest.raises(PlanChangedError):
        carry_out(catalog, source, THEIRS, token=made.token)
    assert (checksum(catalog, engine), collected(catalog)) == (before, {})
    undo(catalog)
    assert carry_out(catalog, source, token=made.token).step is not None


def test_collections_beyond_their_number_are_left_out_and_counted(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_COLLECTIONS == 1_000
    monkeypatch.setattr("app.catalog.library_edits.imports.MAX_COLLECTIONS", 2)
    ids = fill(catalog)
    names = [Placement((f"{number}", "x"), 1) for number in range(3)]
    source = Known({ids[A]: ImportedValues(collections=tuple(names))})
    assert (plan(catalog, source).summary.collections, plan(catalog, source).summary.refused) == (2, 2)
    carry_out(catalog, source)
    assert collected(catalog) == {"0": [], "0/x": ["a.jpg"]}


def test_many_files_are_changed_in_batches(catalog: Catalog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in ("app.importing.spool", "tests.importing.support"):
        monkeypatch.setattr(f"{module}.STEP_BATCH", 2)
    monkeypatch.setattr("app.importing.read_import.MATCHED_AT_ONCE", 3)
    reports = [photo(f"/media/all/{number}.jpg") for number in range(7)]
    add(catalog, "first", *reports)
    database = write_iib(tmp_path / "iib.db", *(report.path for report in reports), "/elsewhere/x.jpg")
    with_values = spool(catalog, database)
    assert (with_values.read, with_values.files) == (8, 7)
    assert with_values.not_matched == {NotMatched.UNKNOWN: 1}
    assert [each.path for each in with_values.iterate_unmatched()] == ["/elsewhere/x.jpg"]
    result = carry_out(catalog, with_values)
    assert (result.step is not None and result.step.files, len(result.file_ids)) == (7, 7)
    assert all(file.report.keywords[:1] == ("sunset",) for file in catalog.library.page().result())
    undo(catalog)
    assert not any(file.report.keywords for file in catalog.library.page().result())
    with_values.close()


def test_a_database_of_another_computer_is_imported(catalog: Catalog, tmp_path: Path) -> None:
    add(catalog, "first", photo("/media/out/a.png"), photo("/media/out/b.png"))
    source = spool(catalog, write_diffusion_toolkit(tmp_path / "dt.db", "D:\\SD\\out\\a.png", "D:\\SD\\out\\b.png"))
    carry_out(catalog, source)
    first, second = catalog.library.page().result()
    assert (first.report.score, first.report.favourite, first.report.keywords) == (5, True, ("fox", "red", "blue"))
    assert (second.report.score, second.report.keywords) == (5, ("nsfw",))
    assert collected(catalog) == {"Best": ["a.png", "b.png"], "A-B": ["a.png"]}
    source.close()


def test_a_reading_that_is_cancelled_or_has_no_room_ends(catalog: Catalog, tmp_path: Path) -> None:
    database = write_iib(tmp_path / "iib.db", "/media/a.jpg")
    with pytest.raises(ImportCancelledError):
        read_import(catalog, SourceFiles(str(database), lambda: True), ImportKind.INFINITE_IMAGE_BROWSING)
    full = ImportSpool(ImportKind.XMP)
    full._database.execute("PRAGMA max_page_count = 4")
    with pytest.raises(ImportRefusedError, match="make room"):
        full.add([], [UnreadableEntry("x" * 10_000, "it is damaged")] * 100)
    full.close()


def test_a_prompt_in_a_description_is_no_note(catalog: Catalog) -> None:
    add(catalog, "first", full_report("/media/p.png"))
    (file,) = catalog.library.page().result()
    source = Known({file.file_id: ImportedValues({"note": "A cat, on a Mat"})})
    assert plan(catalog, source).summary == ImportSummary(ImportKind.XMP)
