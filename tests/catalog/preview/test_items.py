"""RAW + JPEG and Live Photos are one item at the preview: listed once, edited and chosen together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from app.catalog import Catalog, FileQuery, Selection
from app.domain.items import FileRole
from app.domain.preview import Choice, Relation
from app.domain.report import Failure, Step
from app.domain.review.edit_steps import FileEdit
from tests.catalog.items import add, find_items, ids_of, name_of, photo, read
from tests.catalog.support import commit, do_step, stage
from tests.faults.invariant import columns_of, content_of, differences

pytest_plugins = ["tests.catalog.fixtures"]

JPG, CR2, MOV, PNG = (f"/media/{name}" for name in ("a.jpg", "a.cr2", "a.mov", "b.png"))
EVERY = FileQuery(every_file=True)


@pytest.fixture
def ids(catalog: Catalog) -> dict[str, int]:
    """An item of three files, and a picture that is alone. Return the ids by name."""
    reports = (
        photo(JPG, keywords=("Cat",), score=None),
        photo(CR2, keywords=("dog",), score=4, provenance={"score": "sidecar:xmp"}),
        photo(MOV, favourite=True),
        photo(PNG, score=2),
    )
    return read(catalog, "s", reports)


def listed(catalog: Catalog, query: FileQuery = FileQuery()) -> list[str]:  # noqa: B008 (a frozen value)
    page = catalog.staging.page("s", query).result()
    assert page.total == len(page.files)
    names = [name_of(file.report.path) for file in page.files]
    order = catalog.staging.ids("s", query).result().tolist()
    assert [file.file_id for file in page.files] == order
    return names


def choices(catalog: Catalog) -> dict[str, Choice]:
    return {name_of(file.report.path): file.choice for file in catalog.staging.iterate("s")}


def scores(catalog: Catalog) -> dict[str, int | None]:
    return {name_of(file.report.path): file.report.score for file in catalog.staging.iterate("s")}


@pytest.mark.usefixtures("ids")
def test_an_item_is_listed_once_by_its_main_file(catalog: Catalog) -> None:
    assert listed(catalog) == ["a.jpg", "b.png"]
    assert listed(catalog, EVERY) == ["a.cr2", "a.jpg", "a.mov", "b.png"]


def test_each_file_knows_the_others_of_its_item(catalog: Catalog, ids: dict[str, int]) -> None:
    files = catalog.staging.files(list(ids.values())).result()
    main, raw, motion, alone = (files[ids[name]] for name in ("a.jpg", "a.cr2", "a.mov", "b.png"))
    assert (main.role, raw.role, motion.role, alone.role) == (FileRole.MAIN, FileRole.RAW, FileRole.MOTION, None)
    assert [(name_of(each.path), each.role) for each in main.companions] == [("a.cr2", "raw"), ("a.mov", "motion")]
    assert [(name_of(each.path), each.role) for each in motion.companions] == [("a.jpg", "main"), ("a.cr2", "raw")]
    assert alone.companions == ()


def test_the_main_file_shows_what_its_companions_state_and_they_show_their_own(
    catalog: Catalog, ids: dict[str, int]
) -> None:
    main = catalog.staging.file(ids["a.jpg"]).result()
    raw = catalog.staging.file(ids["a.cr2"]).result()
    assert main is not None
    assert raw is not None
    assert (main.report.score, main.report.favourite, main.report.keywords) == (4, True, ("Cat", "dog"))
    assert main.report.provenance["score"] == "a.cr2: sidecar:xmp"
    assert (raw.report.score, raw.report.favourite, raw.report.keywords) == (4, None, ("dog",))
    assert scores(catalog)["a.jpg"] is None  # the report on every file has each by itself


@pytest.mark.usefixtures("ids")
def test_what_one_file_of_an_item_says_finds_the_item(catalog: Catalog) -> None:
    assert listed(catalog, FileQuery(keyword="dog")) == ["a.jpg"]
    assert listed(catalog, FileQuery(q="a.cr2")) == ["a.jpg"]
    assert listed(catalog, FileQuery(q="a.cr2", keyword="Cat")) == ["a.jpg"]
    assert listed(catalog, FileQuery(q="a.cr2", keyword="dog", every_file=True)) == ["a.cr2"]
    assert listed(catalog, FileQuery(q="nothing")) == []


def test_a_flag_of_one_file_is_a_flag_of_the_item(catalog: Catalog) -> None:
    nsfw = photo(MOV).nsfw
    warned = photo(CR2, failures=(Failure(Step.METADATA, "a warning"),))
    read(catalog, "s", [photo(JPG), warned, photo(MOV, nsfw=nsfw), photo(PNG)])
    assert listed(catalog, FileQuery(warnings=True)) == ["a.jpg"]
    assert listed(catalog, FileQuery(warnings=False)) == ["b.png"]


@pytest.mark.usefixtures("ids")
def test_items_are_sorted_by_what_they_show(catalog: Catalog) -> None:
    assert listed(catalog, FileQuery(sort="score", order="desc")) == ["a.jpg", "b.png"]
    assert listed(catalog, FileQuery(sort="score", order="desc", every_file=True)) == [
        "a.cr2", "b.png", "a.mov", "a.jpg",
    ]  # fmt: skip


@pytest.mark.usefixtures("ids")
def test_items_are_counted_beside_files(catalog: Catalog) -> None:
    set_relations(catalog)
    counts = catalog.preview.counts("s").result()
    new = counts.groups[Relation.NEW]
    assert (new.files, new.applied, new.items) == (4, 4, 2)
    assert catalog.staging.keywords("s").result() == [("Cat", 1), ("dog", 1)]
    do_step(catalog, "s", FileEdit({"score": 5}), Selection(FileQuery(q="a.jpg")))
    assert catalog.preview.counts("s").result().edited == 1
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    assert progress.ledger.ok == 4


def set_relations(catalog: Catalog) -> None:
    batch = catalog.preview.library_files_elsewhere("s", 0).result()
    assert batch is not None
    catalog.preview.relate("s", 0, batch.last_id, ()).result()


@pytest.mark.parametrize("named", ["a.jpg", "a.cr2", "a.mov"])
def test_an_edit_of_one_file_is_an_edit_of_its_item(catalog: Catalog, ids: dict[str, int], named: str) -> None:
    edit = FileEdit({"score": 5}, add_keywords=("shore",), choice=Choice.LEAVE)
    result = do_step(catalog, "s", edit, Selection(file_ids=(ids[named],)))
    assert result.matched == 3
    assert scores(catalog) == {"a.jpg": 5, "a.cr2": 5, "a.mov": 5, "b.png": 2}
    assert choices(catalog) == dict.fromkeys(("a.jpg", "a.cr2", "a.mov"), Choice.LEAVE) | {"b.png": Choice.APPLY}
    shown = catalog.staging.file(ids["a.jpg"]).result()
    assert shown is not None
    assert shown.report.keywords == ("Cat", "shore", "dog")
    catalog.preview.undo_step("s", None).result()
    assert scores(catalog) == {"a.jpg": None, "a.cr2": 4, "a.mov": None, "b.png": 2}
    assert set(choices(catalog).values()) == {Choice.APPLY}


def test_an_item_is_edited_where_only_a_companion_changes(catalog: Catalog, ids: dict[str, int]) -> None:
    do_step(catalog, "s", FileEdit({"score": 4}), Selection(file_ids=(ids["a.cr2"],)))
    raw, main = (catalog.staging.file(ids[name]).result() for name in ("a.cr2", "a.jpg"))
    assert raw is not None
    assert main is not None
    assert (raw.edited, main.edited) == ((), ("score",))
    assert listed(catalog, FileQuery(edited=True)) == ["a.jpg"]
    assert listed(catalog, FileQuery(edited=False)) == ["b.png"]


def test_a_selection_by_a_view_means_whole_items(catalog: Catalog, ids: dict[str, int]) -> None:
    leave = FileEdit(choice=Choice.LEAVE)
    assert do_step(catalog, "s", leave, Selection(FileQuery(keyword="dog"))).matched == 3
    assert do_step(catalog, "s", leave, Selection(except_ids=frozenset({ids["a.mov"]}))).matched == 1
    assert do_step(catalog, "s", leave, Selection(except_ids=frozenset({ids["a.jpg"], ids["b.png"]}))).matched == 0


def test_a_failed_file_is_alone_until_it_can_be_read(catalog: Catalog) -> None:
    broken = photo(CR2, failures=(Failure(Step.DECODE, "cut short"),))
    ids = read(catalog, "s", [photo(JPG), broken])
    assert listed(catalog) == ["a.cr2", "a.jpg"]
    assert catalog.staging.file(ids["a.jpg"]).result().companions == ()  # type: ignore[union-attr]
    assert catalog.sessions.retry_failed("s").result() == 1
    assert listed(catalog) == ["a.cr2", "a.jpg"]
    assert stage(catalog, "s", photo(CR2))
    find_items(catalog, "s")
    assert listed(catalog) == ["a.jpg"]


def test_two_pictures_of_one_name_are_two_items(catalog: Catalog) -> None:
    read(catalog, "s", [photo(JPG), photo("/media/a.jpeg"), photo(CR2)])
    assert listed(catalog) == ["a.cr2", "a.jpeg", "a.jpg"]


def test_items_are_found_again_when_files_have_changed(catalog: Catalog) -> None:
    ids = read(catalog, "s", [photo(JPG), photo(CR2)])
    assert catalog.preview.item_changes("s").result() == []
    assert listed(catalog) == ["a.jpg"]
    assert ids["a.jpg"] != ids["a.cr2"]


def test_files_that_come_together_are_left_out_if_one_of_them_was(catalog: Catalog) -> None:
    reports = [photo(JPG), photo(CR2), photo(PNG)]
    ids = read(catalog, "s", [replace(report, captured_at=None) for report in reports])
    catalog.preview.set_main_files("s", [(ids["a.cr2"], None)]).result()
    do_step(catalog, "s", FileEdit(choice=Choice.LEAVE), Selection(file_ids=(ids["a.cr2"],)))
    find_items(catalog, "s")
    assert choices(catalog) == {"a.jpg": Choice.LEAVE, "a.cr2": Choice.LEAVE, "b.png": Choice.APPLY}


def test_files_with_one_identifier_are_an_item_whatever_their_names(catalog: Catalog) -> None:
    identified = {"content_identifier": "0A1B2C3D-0000-4000-8000-00000000AAAA"}
    read(catalog, "s", [photo("/media/a.heic", **identified), photo("/media/A_HEVC.mov", **identified), photo(PNG)])
    assert listed(catalog) == ["a.heic", "b.png"]


def test_a_commit_and_its_undo_leave_the_library_as_it_was(catalog: Catalog, engine: Engine) -> None:
    add(catalog, "before", photo(JPG, score=1), photo("/media/c.jpg"))
    known = {"library_files": columns_of(engine)["library_files"]}
    before = content_of(engine, known)
    ids = read(catalog, "s", [photo(JPG, score=3), photo(CR2), photo(MOV)])
    do_step(catalog, "s", FileEdit({"favourite": True}), Selection(file_ids=(ids["a.jpg"],)))
    assert commit(catalog, "s") == (2, 1, 3)
    assert len(catalog.library.page().result()) == 4
    undone = catalog.commits.undo("s").result()
    assert (undone.removed, undone.restored) == (2, 1)
    assert differences(before, content_of(engine, known)) == []
    assert ids_of(catalog, "s") == ids


def test_a_skipped_picture_and_a_new_raw_file_are_one_item(catalog: Catalog) -> None:
    add(catalog, "before", photo(JPG))
    read(catalog, "s", [photo(JPG), photo(CR2)], skip=True)
    assert listed(catalog) == ["a.jpg"]
    set_relations(catalog)
    assert listed(catalog, FileQuery(relation=Relation.NEW)) == ["a.jpg"]
    assert listed(catalog, FileQuery(relation=Relation.SAME)) == ["a.jpg"]
    assert commit(catalog, "s") == (1, 0, 1)


def test_what_companions_show_is_not_compared_for_duplicates(catalog: Catalog, ids: dict[str, int]) -> None:
    hashes = {file.file_id: file for batch in catalog.staging.iterate_hashes("s") for file in batch.files}
    compared = {name for name, file_id in ids.items() if hashes[file_id].perceptual is not None}
    assert compared == {"a.jpg", "b.png"}
    assert all(file.content is not None for file in hashes.values())


def test_a_stage_after_the_items_were_found_changes_nothing(catalog: Catalog, ids: dict[str, int]) -> None:
    assert stage(catalog, "s", photo(CR2, score=5)) is False
    assert ids_of(catalog, "s") == ids
