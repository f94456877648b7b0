"""Files that are one picture have one entry in the index of the library, whatever came first, on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select, text

from app.catalog import Catalog, FileQuery, LibraryQuery, Selection
from app.catalog.database.schema import search_items
from app.catalog.search.schema import search_files
from app.domain.items import MOST_FILES, FileRole
from app.domain.preview import Choice, Relation
from app.domain.report import FileReport
from app.domain.review.edit_steps import FileEdit
from tests.catalog.items import add, name_of, photo, read
from tests.catalog.search.support import wait_until_indexed
from tests.catalog.support import commit, do_step

pytest_plugins = ["tests.catalog.fixtures"]

JPG, CR2, MOV, PNG = (f"/media/{name}" for name in ("a.jpg", "a.cr2", "a.mov", "b.png"))
IDENTIFIER = "0A1B2C3D-0000-4000-8000-00000000AAAA"


def found(catalog: Catalog, query: LibraryQuery = LibraryQuery(sort="path", order="asc")) -> list[str]:  # noqa: B008
    """Return the names of what a query finds, as a page and as a view."""
    wait_until_indexed(catalog)
    page = catalog.search.page(query).result()
    names = [name_of(file.report.path) for file in page.files]
    ids = catalog.search.order(query).result().ids.tolist()
    assert [file.file_id for file in page.files] == ids
    return names


def add_item(catalog: Catalog) -> None:
    reports = (
        photo(JPG, keywords=("Cat",)),
        photo(CR2, keywords=("dog",), score=4),
        photo(MOV, favourite=True),
        photo(PNG, score=2),
    )
    add(catalog, "first", *reports)


def test_an_item_is_found_and_counted_once(catalog: Catalog) -> None:
    add_item(catalog)
    assert found(catalog) == ["a.jpg", "b.png"]
    facets = catalog.search.facets(LibraryQuery()).result()
    assert (facets.files, facets.flags["favourite"]) == (2, 1)
    assert facets.named["kind"] == [("image", 2)]
    assert sorted(facets.named["format"]) == [("jpeg", 1), ("png", 1)]
    assert catalog.search.page(LibraryQuery()).result().total == 2
    assert catalog.library.folders().result()["/media"] == 2
    assert catalog.library.count().result() == 4


def test_words_and_values_of_any_file_find_the_item(catalog: Catalog) -> None:
    add_item(catalog)
    for query in (
        LibraryQuery("cr2"),
        LibraryQuery("mov cr2 jpg"),
        LibraryQuery("dog cat"),
        LibraryQuery(keywords=("dog", "Cat")),
        LibraryQuery(score_from=4),
        LibraryQuery(favourite=True),
    ):
        assert found(catalog, query) == ["a.jpg"], query
    assert found(catalog, LibraryQuery("jpg -dog")) == []
    assert found(catalog, LibraryQuery(format="cr2")) == []


def test_an_item_shows_what_its_files_state(catalog: Catalog) -> None:
    add_item(catalog)
    found(catalog)
    (file,) = catalog.search.page(LibraryQuery("dog")).result().files
    assert (file.report.score, file.report.favourite, file.report.keywords) == (4, True, ("Cat", "dog"))
    assert [(name_of(each.path), each.role) for each in file.companions] == [("a.cr2", "raw"), ("a.mov", "motion")]
    raw = catalog.library.file(file.companions[0].file_id).result()
    assert raw is not None
    assert (raw.role, raw.report.score, raw.report.favourite) == (FileRole.RAW, 4, None)
    assert [name_of(each.path) for each in raw.companions] == ["a.jpg", "a.mov"]
    own = {name_of(each.report.path): each.report.score for each in catalog.library.page().result()}
    assert own == {"a.jpg": None, "a.cr2": 4, "a.mov": None, "b.png": 2}


def test_every_file_can_be_listed(catalog: Catalog) -> None:
    add_item(catalog)
    every = LibraryQuery(sort="path", order="asc", every_file=True)
    assert found(catalog, every) == ["a.jpg", "a.cr2", "a.mov", "b.png"]
    assert found(catalog, replace(every, order="desc")) == ["b.png", "a.jpg", "a.cr2", "a.mov"]
    assert found(catalog, replace(every, words="dog")) == ["a.jpg", "a.cr2", "a.mov"]
    assert found(catalog, replace(every, words="nothing")) == []
    captured = catalog.search.order(replace(every, sort="captured")).result()
    assert [(mark.date, mark.place) for mark in captured.dates] == [("2024-05-06", 0)]


@pytest.mark.parametrize("later", [CR2, MOV, JPG])
def test_a_file_of_a_later_session_joins_its_item(catalog: Catalog, later: str) -> None:
    first = [photo(path) for path in (JPG, CR2, MOV) if path != later]
    add(catalog, "first", *first)
    before = found(catalog)
    add(catalog, "second", photo(later))
    assert found(catalog) == ["a.jpg"]
    catalog.commits.undo("second").result()
    assert found(catalog) == before
    assert before == (["a.cr2", "a.mov"] if later == JPG else ["a.jpg"])


def test_an_undo_takes_an_item_apart_and_a_commit_puts_it_together_again(catalog: Catalog, engine: Engine) -> None:
    add(catalog, "jpg", photo(JPG, keywords=("Cat",)))
    found(catalog)
    before = index_of(engine)
    read(catalog, "rest", [photo(CR2, keywords=("dog",)), photo(MOV)])
    for _ in range(2):
        commit(catalog, "rest")
        assert found(catalog, LibraryQuery("dog")) == ["a.jpg"]
        catalog.commits.undo("rest").result()
        assert found(catalog, LibraryQuery("dog")) == []
        assert index_of(engine) == before


def index_of(engine: Engine) -> object:
    with engine.connect() as connection:
        files = connection.execute(select(search_files).order_by(search_files.c.file_id)).all()
        items = connection.execute(select(search_items).order_by(search_items.c.file_id)).all()
        values = connection.execute(text("SELECT field, value, files FROM search_values ORDER BY id")).all()
        return [tuple(row) for row in (*files, *items, *values)]


def test_a_file_that_is_removed_or_moved_leaves_its_item(catalog: Catalog) -> None:
    add_item(catalog)
    assert found(catalog, LibraryQuery("dog")) == ["a.jpg"]
    change(catalog, f"DELETE FROM library_files WHERE path = '{CR2}'")
    assert found(catalog, LibraryQuery("dog")) == []
    assert found(catalog) == ["a.jpg", "b.png"]
    change(catalog, "UPDATE library_files SET path = '/media/c.mov' WHERE path = '/media/a.mov'")
    assert found(catalog) == ["a.jpg", "b.png", "c.mov"]
    change(catalog, "UPDATE library_files SET path = '/media/c.jpg' WHERE path = '/media/a.jpg'")
    assert found(catalog) == ["b.png", "c.jpg"]
    change(catalog, "DELETE FROM library_files WHERE path = '/media/c.jpg'")
    assert found(catalog) == ["b.png", "c.mov"]


def change(catalog: Catalog, statement: str) -> None:
    catalog._database.write(lambda connection: connection.execute(text(statement))).result()


def test_a_companion_that_changes_changes_what_finds_its_item(catalog: Catalog) -> None:
    add_item(catalog)
    ids = read(catalog, "again", [photo(JPG, keywords=("Cat",)), photo(CR2, keywords=("dog",), score=4)])
    do_step(catalog, "again", FileEdit(add_keywords=("shore",)), Selection(file_ids=(ids["a.cr2"],)))
    commit(catalog, "again")
    assert found(catalog, LibraryQuery("shore cat")) == ["a.jpg"]


def test_identifiers_join_files_of_different_names(catalog: Catalog) -> None:
    still, motion = photo("/media/a.heic", content_identifier=IDENTIFIER), photo("/media/b.mov")
    add(catalog, "first", still, photo("/media/b.cr2"))
    add(catalog, "second", replace(motion, content_identifier=IDENTIFIER))
    assert found(catalog) == ["a.heic", "b.cr2"]
    # Another picture with this identifier, and it is no longer certain whose motion it is.
    add(catalog, "third", photo("/media/c.heic", content_identifier=IDENTIFIER))
    assert found(catalog) == ["a.heic", "b.cr2", "b.mov", "c.heic"]
    catalog.commits.undo("third").result()
    assert found(catalog) == ["a.heic", "b.cr2"]


def test_an_identifier_of_many_files_joins_none(catalog: Catalog) -> None:
    files = [photo(f"/media/{number}.mov", content_identifier=IDENTIFIER) for number in range(MOST_FILES)]
    add(catalog, "first", photo("/media/a.heic", content_identifier=IDENTIFIER), *files[1:])
    assert found(catalog) == ["a.heic"]
    add(catalog, "second", files[0])
    assert len(found(catalog)) == MOST_FILES + 1
    catalog.commits.undo("second").result()
    assert found(catalog) == ["a.heic"]


def test_gone_companions_are_listed_with_their_main_file_and_else_by_themselves(catalog: Catalog) -> None:
    add_item(catalog)
    found(catalog)
    ids = {name_of(file.report.path): file.file_id for file in catalog.library.page().result()}
    read(catalog, "s", [photo("/media/z.png")])
    catalog.preview.confirm_gone("s", [ids["a.jpg"], ids["a.cr2"]], 1.0).result()
    remove = FileEdit(choice=Choice.APPLY)
    assert gone(catalog) == {"a.jpg": Choice.LEAVE}
    result = do_step(catalog, "s", remove, Selection(file_ids=(ids["a.cr2"],), of_gone=True))
    assert (result.matched, gone(catalog)) == (2, {"a.jpg": Choice.APPLY})
    read(catalog, "t", [photo("/media/y.png")])
    catalog.preview.confirm_gone("t", [ids["a.cr2"], ids["a.mov"]], 1.0).result()
    assert gone(catalog, "t") == {"a.cr2": Choice.LEAVE, "a.mov": Choice.LEAVE}
    assert do_step(catalog, "t", remove, Selection(file_ids=(ids["a.cr2"],), of_gone=True)).matched == 1
    assert catalog.preview.counts("t").result().groups[Relation.GONE].items == 2


def gone(catalog: Catalog, session_id: str = "s") -> dict[str, Choice]:
    page = catalog.preview.gone_page(session_id, FileQuery()).result()
    assert page.total == len(page.files)
    assert [each.file.file_id for each in page.files] == catalog.preview.gone_ids(
        session_id, FileQuery()
    ).result().tolist()
    return {name_of(each.file.report.path): each.choice for each in page.files}


def test_a_library_of_an_earlier_program_gets_its_items(catalog_url: str) -> None:
    before = Catalog(catalog_url)
    add_item(before)
    found(before)
    with before._database._write_engine.begin() as connection:
        connection.execute(text("DELETE FROM search_items"))
        connection.execute(text("INSERT INTO search_queue(file_id) SELECT id FROM library_files"))
    before.close()
    opened = Catalog(catalog_url)
    assert found(opened) == ["a.jpg", "b.png"]
    opened.close()


def random_reports(dice: random.Random) -> Iterator[FileReport]:
    for stem in "abcdef":
        for extension in ("jpg", "jpeg", "cr2", "mov", "heic"):
            if dice.random() < 0.5:
                identifier = dice.choice((None, None, IDENTIFIER)) if extension in ("mov", "heic") else None
                yield photo(f"/media/{stem}.{extension}", content_identifier=identifier)


@pytest.mark.parametrize("seed", range(4))
def test_the_index_has_the_same_items_in_whatever_order_files_come_and_go(
    catalog: Catalog, engine: Engine, seed: int
) -> None:
    """Compared with a session that has the same files, whose items are found at once."""
    dice = random.Random(seed)
    reports = list(random_reports(dice))
    dice.shuffle(reports)
    for number in range(3):
        add(catalog, f"s{number}", *reports[number::3])
        if dice.random() < 0.5:
            wait_until_indexed(catalog)
    gone_again = dice.randrange(3)
    catalog.commits.undo(f"s{gone_again}").result()
    left = [report for number, report in enumerate(reports) if number % 3 != gone_again]
    read(catalog, "all", left)
    expected = {
        name_of(file.report.path): {name_of(each.path) for each in file.companions}
        for file in catalog.staging.iterate("all")
    }
    wait_until_indexed(catalog)
    ids = [file.file_id for file in catalog.library.page().result()]
    files = catalog.library.files(ids).result().values()
    assert {name_of(file.report.path): {name_of(each.path) for each in file.companions} for file in files} == expected
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(search_items)).scalar_one()
    assert count == len(left)
