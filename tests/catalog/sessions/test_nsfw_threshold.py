"""A new NSFW threshold relabels staged files, on both databases, but no library files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from app.catalog import Catalog, FileQuery, Selection, UnknownSessionError
from app.domain.progress import RELABELLED, TERMINAL, Status
from app.domain.report import NsfwScore
from app.domain.review.edit_steps import FileEdit
from tests.catalog.commit.test_commit_truth import relate, related
from tests.catalog.support import (
    commit,
    discovered,
    do_step,
    failed_report,
    full_report,
    names,
    ready_session,
    stage,
    start_session,
)

pytest_plugins = ["tests.catalog.fixtures"]

SCORES = (0.1, 0.3, 0.5, 0.500001, 0.9)


@pytest.fixture
def judged(catalog: Catalog) -> Catalog:
    """A session with five files with these scores, one without, one failed and one pending; labelled at 0.7."""
    start_session(catalog, "s", discovered(*names(8)))
    for number, score in enumerate(SCORES):
        path = f"/media/0000{number}.png"
        stage(catalog, "s", replace(full_report(path, number=number), nsfw=NsfwScore(score, "m 1")))
    stage(catalog, "s", replace(full_report("/media/00005.png"), nsfw=None))
    stage(catalog, "s", failed_report("/media/00006.png"))
    return end(catalog, Status.COMPLETED)


def end(catalog: Catalog, status: Status) -> Catalog:
    catalog.sessions.set_status("s", status).result()
    return catalog


def move(catalog: Catalog, threshold: float) -> bool:
    return catalog.sessions.set_nsfw_threshold("s", threshold).result()


def marked(catalog: Catalog) -> list[str]:
    return [file.report.path[-5] for file in catalog.staging.page("s", FileQuery(nsfw=True)).result().files]


def counted(catalog: Catalog) -> tuple[int, int]:
    """Return the number of NSFW files in the counters and in the totals."""
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    return progress.counters.nsfw_detected, catalog.sessions.totals("s").result().nsfw


def library(catalog: Catalog) -> list[bool]:
    """Return the labels of the library files in order of path."""
    return [file.is_nsfw for file in sorted(catalog.library.page().result(), key=lambda file: file.report.path)]


@pytest.mark.parametrize(
    ("threshold", "files"), [(0.5, "234"), (0.500001, "34"), (0.95, ""), (0.0, "01234"), (0.7, "4"), (1.0, "")]
)
def test_files_counters_and_totals_follow_the_threshold(judged: Catalog, threshold: float, files: str) -> None:
    assert marked(judged) == ["4"]
    assert move(judged, threshold)
    assert marked(judged) == list(files)
    assert counted(judged) == (len(files), len(files))
    session = judged.sessions.row("s").result()
    assert session is not None
    assert session.parameters.nsfw_threshold == threshold


def test_scores_and_everything_else_stay_as_they_were(judged: Catalog, engine: Engine) -> None:
    def rest() -> list[dict[str, object]]:
        with engine.connect() as connection:
            tables = [text(f"SELECT * FROM {table} ORDER BY id") for table in ("staged_files", "findings")]
            rows = [dict(row) for table in tables for row in connection.execute(table).mappings()]
        verdict = {"is_nsfw", "digest"}  # the digest is of all that a finding says, its verdict too
        return [{name: value for name, value in row.items() if name not in verdict} for row in rows]

    before = rest()
    assert move(judged, 0.2)
    assert rest() == before


def test_a_commit_brings_the_new_verdicts_into_the_library_and_they_stay_there(judged: Catalog) -> None:
    assert move(judged, 0.5)
    commit(judged, "s")
    assert library(judged) == [False, False, True, True, True, False]
    assert not move(judged, 0.2), "what the library holds is not labelled behind its back"
    assert counted(judged) == (3, 3)
    judged.commits.undo("s").result()
    assert move(judged, 0.2)
    commit(judged, "s")
    assert sum(library(judged)) == 4


def test_an_undo_gives_the_library_back_the_verdicts_it_had(judged: Catalog) -> None:
    ready_session(judged, "older", discovered(*names(2)))
    commit(judged, "older")
    before = library(judged)
    assert before == [True, True], "the older session found 0.9 in both"
    assert move(judged, 0.2)
    commit(judged, "s")
    assert library(judged)[:2] == [False, True]
    judged.commits.undo("s").result()
    assert library(judged) == before


def test_files_the_library_has_already_keep_its_verdict(judged: Catalog) -> None:
    commit(judged, "s")
    start_session(judged, "again", discovered(*names(8)), skip=True)
    judged.sessions.set_status("again", Status.COMPLETED).result()
    assert judged.sessions.set_nsfw_threshold("again", 0.0).result()
    skipped = judged.staging.page("again", FileQuery(nsfw=True)).result().files
    assert [file.report.path[-5] for file in skipped] == ["4"]


@pytest.mark.parametrize("status", list(Status))
def test_only_a_session_that_is_over_and_not_in_the_library_is_labelled_anew(judged: Catalog, status: Status) -> None:
    end(judged, status)
    assert move(judged, 0.2) == (status in RELABELLED)
    assert counted(judged)[0] == (4 if status in RELABELLED else 1)


def test_every_status_that_ends_a_session_but_one_allows_it() -> None:
    assert {status for status in TERMINAL if status not in RELABELLED} == {Status.COMMITTED}


def test_no_session_and_no_sense_are_refused(judged: Catalog) -> None:
    with pytest.raises(UnknownSessionError):
        judged.sessions.set_nsfw_threshold("none", 0.5).result()
    with pytest.raises(ValueError, match="between 0 and 1"):
        move(judged, 1.5)
    assert counted(judged) == (1, 1)


def test_a_file_that_keeps_what_was_set_by_hand_follows_the_threshold(catalog: Catalog, engine: Engine) -> None:
    read = replace(full_report("/media/a.png"), nsfw=NsfwScore(0.5, "m 1"))
    start_session(catalog, "old", discovered("a.png"))
    stage(catalog, "old", read)
    do_step(catalog, "old", FileEdit({"score": 1}), Selection(file_ids=(1,)))
    commit(catalog, "old")
    start_session(catalog, "s", discovered("a.png"))
    stage(catalog, "s", read)
    relate(catalog, "s")
    assert related(catalog, "s") == {"a.png": "same"}
    end(catalog, Status.COMPLETED)
    for threshold, relation, verdict in ((0.4, "changed", True), (0.45, "changed", True), (0.7, "same", False)):
        assert move(catalog, threshold)
        relate(catalog, "s")
        file = next(catalog.staging.iterate("s"))
        assert (file.is_nsfw, file.relation, file.report.score, file.edited) == (verdict, relation, 1, ())
        assert [held.is_nsfw for held in catalog.library.page().result()] == [False]
    assert counted(catalog) == (0, 0)
