"""Kept values are set in batches, repeatably, and are current at the commit, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, select

from app.catalog import KEPT_VALUES_BATCH, Catalog, Selection, UndoRefusedError
from app.catalog.database.schema import commit_entries, commits, edits, findings, library_files, staged_files
from app.catalog.preview import relations
from app.catalog.preview.edits import apply_kept_values
from app.domain.preview import EDITED, KEPT
from app.domain.report import Block, FileReport
from app.domain.review.edit_steps import FileEdit
from app.ingest.relations import Relations
from tests.catalog.commit.test_commit_truth import relate, related, report, scores, session_of
from tests.catalog.support import commit, do_step, wait_until_empty

pytest_plugins = ["tests.catalog.fixtures"]


def edit(catalog: Catalog, session_id: str, name: str, **values: object) -> None:
    file_id = next(file.file_id for file in catalog.staging.iterate(session_id) if file.report.path == f"/media/{name}")
    do_step(catalog, session_id, FileEdit(values), Selection(file_ids=(file_id,)))


def by_hand(catalog: Catalog, *reports: FileReport, session_id: str = "old", **values: object) -> None:
    """Commit these files to the library with values set by a user."""
    session_of(catalog, session_id, *reports)
    for one in reports:
        edit(catalog, session_id, one.path.removeprefix("/media/"), **values)
    commit(catalog, session_id)


def staged(catalog: Catalog, session_id: str, name: str) -> FileReport:
    return next(file.report for file in catalog.staging.iterate(session_id) if file.report.path == f"/media/{name}")


def rows_of(engine: Engine) -> list[Any]:
    """Return all rows of the tables that relations write, with all columns."""
    with engine.connect() as connection:
        tables = (staged_files, edits, findings)
        return [connection.execute(select(table).order_by(*table.primary_key)).all() for table in tables]


def test_relations_are_made_in_batches_and_making_them_twice_changes_nothing(
    catalog: Catalog, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relations, "RELATION_BATCH", 2)
    names = [f"{number}" for number in range(7)]
    by_hand(catalog, *(report(name, int(name)) for name in names), score=5)
    session_of(catalog, "s", *(report(name, int(name), 1) for name in names[:5]), report("6", 77))
    relate(catalog, "s")
    assert related(catalog, "s") == dict.fromkeys(names[:5], "same") | {"6": "changed"}
    assert staged(catalog, "s", "6").score == 5
    before = rows_of(engine)
    relate(catalog, "s")
    assert rows_of(engine) == before
    assert commit(catalog, "s") == (0, 1, 6)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Record the candidates for kept values, one list for each transaction."""
    batches: list[list[int]] = []

    def noting(connection: Connection, file_ids: Sequence[int]) -> list[int]:
        batches.append(list(file_ids))
        return apply_kept_values(connection, file_ids)

    monkeypatch.setattr(relations, "apply_kept_values", noting)
    return batches


def test_only_files_that_may_keep_something_are_looked_at(catalog: Catalog, looked_at: list[list[int]]) -> None:
    by_hand(catalog, report("by hand", 1), score=5)
    session_of(catalog, "older", report("same", 2), report("changes", 3))
    commit(catalog, "older")
    session_of(catalog, "s", report("by hand", 1), report("same", 2), report("changes", 4), report("new", 5))
    looked_at.clear()
    relate(catalog, "s")
    assert [len(batch) for batch in looked_at] == [1]
    looked_at.clear()
    relate(catalog, "s")
    assert looked_at == [[]], "the file points at the library's finding"


@pytest.mark.slow
def test_others_wait_for_a_few_files_that_keep_something_and_not_for_all(
    catalog: Catalog, looked_at: list[list[int]]
) -> None:
    names = [f"{number:03}" for number in range(2 * KEPT_VALUES_BATCH + 1)]
    by_hand(catalog, *(report(name, number) for number, name in enumerate(names)), score=5)
    session_of(catalog, "s", *(report(name, 1_000 + number) for number, name in enumerate(names)))
    looked_at.clear()
    asyncio.run(Relations(catalog, ["/media"]).relate("s"))
    assert [len(batch) for batch in looked_at] == [KEPT_VALUES_BATCH, KEPT_VALUES_BATCH, 1]
    assert {file.report.score for file in catalog.staging.iterate("s")} == {5}


def test_what_was_set_by_hand_after_the_relations_were_made_is_kept_by_the_commit(catalog: Catalog) -> None:
    """Two sessions commit at the same time: the relations of the second one are older than the library."""
    session_of(catalog, "old", report("a", 1, 2), report("moves", 3))
    commit(catalog, "old")
    session_of(catalog, "one", report("a", 1, 2), report("b", 2), report("moves", 3))
    session_of(catalog, "two", report("a", 1, 2), report("b", 2), report("moved", 3))
    edit(catalog, "one", "moves", keywords=("mine",))
    relate(catalog, "one")
    relate(catalog, "two", missing=["moves"])
    edit(catalog, "one", "a", score=5)
    edit(catalog, "one", "b", score=4)
    assert commit(catalog, "one") == (1, 2, 3)
    result = catalog.commits.commit("two", lambda *_: None).result()
    assert (result.created, result.updated, result.moved) == (0, 0, 1)
    assert scores(catalog) == {"a": 5, "b": 4, "moved": None}
    assert {file.report.keywords for file in catalog.library.page().result() if file.report.path == "/media/moved"} == {
        ("mine",)
    }


def test_what_an_undo_took_from_the_library_is_not_committed_by_a_session_that_kept_it(catalog: Catalog) -> None:
    session_of(catalog, "old", report("a", 1, 2))
    commit(catalog, "old")
    by_hand(catalog, report("a", 1, 2), session_id="hand", score=5)
    session_of(catalog, "s", report("a", 9))
    relate(catalog, "s")
    assert staged(catalog, "s", "a").score == 5
    catalog.commits.undo("hand").result()
    commit(catalog, "s")
    assert scores(catalog) == {"a": None}


def test_later_work_on_kept_values_still_stands_in_the_way_of_an_undo(catalog: Catalog) -> None:
    by_hand(catalog, report("a", 1), score=5)
    session_of(catalog, "s", report("a", 2, 3))
    relate(catalog, "s")
    edit(catalog, "s", "a", keywords=())
    assert commit(catalog, "s") == (0, 1, 1)
    with pytest.raises(UndoRefusedError):
        catalog.commits.undo("old").result()
    catalog.commits.undo("s").result()
    assert scores(catalog) == {"a": 5}
    catalog.commits.undo("old").result()
    assert scores(catalog) == {}


def test_blocks_that_a_newer_reader_finds_in_the_file_are_not_passed_over(catalog: Catalog) -> None:
    by_hand(catalog, report("a", 1), report("b", 2), score=5)
    more, beside = Block("png:more", "found at last"), Block("sidecar:xmp", "<y/>")
    read = [report("a", 1), report("b", 2)]
    session_of(
        catalog, "s", *(replace(one, blocks=(*one.blocks, add)) for one, add in zip(read, (more, beside), strict=True))
    )
    relate(catalog, "s")
    assert related(catalog, "s") == {"a": "changed", "b": "same"}
    assert commit(catalog, "s") == (0, 1, 2)
    assert scores(catalog) == {"a": 5, "b": 5}


def test_a_moved_score_says_so_and_one_set_by_hand_stays_that(catalog: Catalog) -> None:
    by_hand(catalog, report("hand", 1), favourite=False)
    session_of(catalog, "more", report("plain", 2, 4))
    commit(catalog, "more")
    session_of(catalog, "s", report("new hand", 1), report("new plain", 2))
    relate(catalog, "s", missing=["hand", "plain"])
    assert related(catalog, "s") == {"new hand": "moved", "new plain": "moved"}
    hand, plain = staged(catalog, "s", "new hand"), staged(catalog, "s", "new plain")
    assert (hand.favourite, hand.provenance["favourite"]) == (False, EDITED)
    assert (plain.score, plain.provenance["score"]) == (4, KEPT)
    commit(catalog, "s")
    session_of(catalog, "later", report("new hand", 1), report("new plain", 3))
    relate(catalog, "later")
    assert related(catalog, "later") == {"new hand": "same", "new plain": "changed"}
    plain = staged(catalog, "later", "new plain")
    assert (plain.score, plain.provenance["score"]) == (4, KEPT)


def test_what_was_kept_leaves_nothing_behind(catalog: Catalog, engine: Engine) -> None:
    by_hand(catalog, report("a", 1), report("b", 2), score=5)
    session_of(catalog, "s", report("a", 1), report("b", 9), report("c", 3))
    relate(catalog, "s")
    catalog.commits.undo("old").result()
    relate(catalog, "s")
    with engine.connect() as connection:
        held = connection.execute(select(func.count()).select_from(edits)).scalar_one()
        assert held == 2, "what the first session edited"
    for session_id in ("old", "s"):
        catalog.sessions.delete(session_id).result()
    gone = (staged_files, edits, findings, library_files, commit_entries)
    wait_until_empty(engine, {table.name for table in gone} | {"sessions"})
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(commits)).scalar_one() == 1
