"""The preview's queries: pages, filters, orders and keywords, answered by an index where that matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest
from sqlalchemy import Connection, Engine, event, text

from app.catalog import Catalog, DiscoveredFile, FileQuery, Order, SortKey
from app.domain.progress import Outcome
from app.domain.report import FileReport, Generation, NsfwScore, Prompt, PromptRole
from tests.catalog.support import discovered, failed_report, full_report, names, ready_session, stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]


@pytest.fixture(scope="module")
def mixed(shared_catalog: Catalog) -> Catalog:
    """For tests that only read it."""
    return _stage_mixed(shared_catalog)


@pytest.fixture
def own_mixed(catalog: Catalog) -> Catalog:
    """For one test, which may change it."""
    return _stage_mixed(catalog)


def _stage_mixed(catalog: Catalog) -> Catalog:
    """Make a session with files that differ in everything that a query can filter by."""
    files = [DiscoveredFile(f"/media/{name}", size, 7) for name, size in (("B.png", 3), ("a.png", 1), ("c.png", 2))]
    start_session(catalog, "s", [*files, *discovered("failed.png", "pending.png")])
    stage(
        catalog,
        "s",
        FileReport(
            "/media/B.png",
            size=3,
            mtime_ns=7,
            score=5,
            nsfw=NsfwScore(0.2, "m"),
            captured_at="2024-01-01",
            keywords=("cat", "sun"),
            generation=Generation(
                "a1111",
                prompt="Ein Kätzchen, 100% Sonne",
                model="Dream_v1",
                prompts=(Prompt(PromptRole.STYLE, "Holzschnitt"), Prompt(PromptRole.NEGATIVE, "unscharf")),
            ),
        ),
    )
    stage(
        catalog,
        "s",
        FileReport("/media/a.png", size=1, mtime_ns=7, score=-1, nsfw=NsfwScore(0.9, "m"), keywords=("cat",)),
    )
    stage(catalog, "s", FileReport("/media/c.png", size=2, mtime_ns=7, captured_at="2023-01-01", keywords=("Sea",)))
    stage(catalog, "s", failed_report("/media/failed.png"))
    return catalog


def _found(catalog: Catalog, query: FileQuery) -> list[str]:
    page = catalog.staging.page("s", query).result()
    assert page.total == len(page.files)
    return [file.report.path.removeprefix("/media/").removesuffix(".png") for file in page.files]


def test_pages_follow_one_another_without_gap_or_double(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered(*names(23)))
    pages = [catalog.staging.page("s", FileQuery(page=number, page_size=10)).result() for number in (1, 2, 3, 4)]
    assert [page.total for page in pages] == [23] * 4
    assert [len(page.files) for page in pages] == [10, 10, 3, 0]
    assert [file.report.path for page in pages for file in page.files] == [f"/media/{name}" for name in names(23)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (FileQuery(), ["B", "a", "c", "failed", "pending"]),
        (FileQuery(outcome=Outcome.FAILED), ["failed"]),
        (FileQuery(outcome=Outcome.PENDING), ["pending"]),
        (FileQuery(outcome=Outcome.SKIPPED), []),
        (FileQuery(nsfw=True), ["a"]),
        (FileQuery(nsfw=False, outcome=Outcome.OK), ["B", "c"]),
        (FileQuery(keyword="cat"), ["B", "a"]),
        (FileQuery(keyword="cat", nsfw=True), ["a"]),
        (FileQuery(keyword="ca"), []),
        (FileQuery(q="KÄTZ"), ["B"]),
        (FileQuery(q="100%"), ["B"]),
        (FileQuery(q="holzschnitt"), ["B"]),
        (FileQuery(q="unscharf"), ["B"]),
        (FileQuery(q="0% so"), ["B"]),
        (FileQuery(q="dream_V1"), ["B"]),
        (FileQuery(q="dream%v1"), []),
        (FileQuery(q="sea"), ["c"]),
        (FileQuery(q="B.PNG"), ["B"]),
        (FileQuery(q="\\"), []),
        (FileQuery(q="!"), []),
    ],
)
def test_a_filter_finds_what_fits_and_nothing_else(mixed: Catalog, query: FileQuery, expected: list[str]) -> None:
    assert _found(mixed, query) == expected


@pytest.mark.parametrize(
    ("sort", "ascending", "descending"),
    [
        ("path", "B a c failed pending", "pending failed c a B"),
        ("size", "a c B failed pending", "pending failed B c a"),
        ("score", "a B c failed pending", "B a pending failed c"),
        ("nsfw", "B a c failed pending", "a B pending failed c"),
        ("captured_at", "c B a failed pending", "B c pending failed a"),
        ("outcome", "failed B a c pending", "pending c a B failed"),
    ],
)
def test_files_come_in_the_order_asked_for_those_without_a_value_last(
    mixed: Catalog, sort: SortKey, ascending: str, descending: str
) -> None:
    assert _found(mixed, FileQuery(sort=sort, order="asc")) == ascending.split()
    assert _found(mixed, FileQuery(sort=sort, order="desc")) == descending.split()


def test_every_order_on_offer_is_answered(mixed: Catalog) -> None:
    for sort in get_args(SortKey):
        for order in get_args(Order):
            query = FileQuery(sort=sort, order=order)
            page = mixed.staging.page("s", query).result()
            assert len(page.files) == page.total == 5
            assert mixed.staging.ids("s", query).result().tolist() == [file.file_id for file in page.files]


def test_a_folded_list_has_the_first_file_of_each_stack_and_all_files_without_one(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png", "b.png", "c.png", "d.png", "e.png"))
    of_a_stack = Generation("a1111", prompt="weir at night", seed=1)
    for name, generation in {
        "a": of_a_stack,
        "b": replace(of_a_stack, seed=2),
        "c": Generation("a1111", prompt="harbour"),
        "d": None,
        "e": None,
    }.items():
        stage(catalog, "s", replace(full_report(f"/media/{name}.png"), generation=generation))
    folded = FileQuery(fold=True)
    assert _found(catalog, folded) == ["a", "c", "d", "e"]
    page = catalog.staging.page("s", folded).result()
    assert catalog.staging.ids("s", folded).result().tolist() == [file.file_id for file in page.files]
    keys = [file.stack for file in page.files if file.stack]
    assert [catalog.preview.stacks("s", keys).result()[key].files for key in keys] == [2, 1]
    assert _found(catalog, FileQuery(stack=keys[0])) == ["a", "b"]


@pytest.mark.parametrize(
    "wrong", [{"page": 0}, {"page_size": 0}, {"page_size": 201}, {"sort": "id"}, {"order": "random()"}]
)
def test_a_query_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        FileQuery(**wrong)  # type: ignore[arg-type]


def test_keywords_are_counted_most_frequent_first_without_failed_files(own_mixed: Catalog) -> None:
    stage(own_mixed, "s", replace(failed_report("/media/pending.png"), keywords=("Sea", "Sea salt")))
    assert own_mixed.staging.keywords("s").result() == [("cat", 2), ("Sea", 1), ("sun", 1)]
    assert own_mixed.staging.keywords("s", limit=1).result() == [("cat", 2)]


def test_other_sessions_do_not_mix_in(own_mixed: Catalog) -> None:
    ready_session(own_mixed, "other", discovered("z.png"))
    assert len(_found(own_mixed, FileQuery())) == 5
    assert ("a cat", 1) not in own_mixed.staging.keywords("s").result()
    assert len(list(own_mixed.staging.iterate("other"))) == 1


def test_all_files_are_iterated_in_order_of_id_over_many_batches(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.catalog.staging.staged_files.ITERATION_BATCH", 4)
    ready_session(catalog, "s", discovered(*names(11)))
    ids = [file.file_id for file in catalog.staging.iterate("s")]
    assert ids == sorted(ids)
    assert len(ids) == 11


def test_ids_nobody_has_are_answered_with_nothing(mixed: Catalog) -> None:
    assert mixed.staging.file(10**12).result() is None
    assert mixed.staging.thumbnail(10**12).result() is None
    assert mixed.staging.blocks(10**12).result() == ()
    (pending,) = mixed.staging.pending("s").result()
    assert mixed.staging.thumbnail(pending.file_id).result() is None


def test_equal_pictures_are_kept_once(catalog: Catalog, engine: Engine) -> None:
    start_session(catalog, "s", discovered("a.png", "b.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    stage(catalog, "s", full_report("/media/b.png"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM thumbnails")).scalar_one() == 1
    first, second = catalog.staging.iterate("s")
    assert first.thumbnail_id == second.thumbnail_id


@pytest.mark.parametrize("catalog_url", ["sqlite"], indirect=True)
def test_questions_to_a_large_catalog_are_answered_by_an_index_made_for_them(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered(*names(3)))
    plans: list[str] = []

    def explain(connection: Connection, _cursor: object, sql: str, values: tuple[object, ...], *_: object) -> None:
        if not sql.startswith("EXPLAIN"):
            plans.append(str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()))

    event.listen(catalog._database.read_engine, "before_cursor_execute", explain)
    questions: dict[str, Callable[[], object]] = {
        "ix_staged_files_ledger": lambda: catalog.sessions.totals("s").result(),
        "ix_staged_files_failed": lambda: catalog.sessions.progress("s").result(),
        "ix_staged_files_outcome": lambda: catalog.staging.pending("s", after_id=1).result(),
        "ix_staged_files_path": lambda: catalog.staging.page("s", FileQuery()).result(),
        "ix_staged_files_session": lambda: list(catalog.staging.iterate("s")),
        "ix_library_files_path": lambda: catalog.library.count_below(["/media"]).result(),
    }
    for index, ask in questions.items():
        plans.clear()
        ask()
        assert any(index in plan for plan in plans), (index, plans)
        assert "SCAN staged_files" not in str(plans)
        assert "SCAN library_files" not in str(plans)
