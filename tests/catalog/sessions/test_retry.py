"""Failed files are grouped by cause and retried: all, those of one cause, or single files."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.catalog import Catalog, FailureCause, FileQuery, UnknownSessionError
from app.domain.progress import Counters, Outcome
from app.domain.runs import Pending, RunKind
from tests.catalog.support import discovered, failed_report, full_report, names, row_counts, stage, start_session

pytest_plugins = ["tests.catalog.fixtures"]

CUT_SHORT = FailureCause("decode", "cut short", 3)
NOT_READABLE = FailureCause("decode", "not readable", 1)


@pytest.fixture
def failing(catalog: Catalog) -> Catalog:
    """A session with one ok file, three cut short, one not readable, and one pending."""
    start_session(catalog, "s", discovered(*names(6)))
    stage(catalog, "s", full_report("/media/00000.png"))
    for number in (1, 2, 3):
        stage(catalog, "s", failed_report(f"/media/0000{number}.png", "cut short"))
    stage(catalog, "s", failed_report("/media/00004.png", "not readable"))
    return catalog


def _pending(catalog: Catalog) -> list[str]:
    return [
        file.path.removeprefix("/media/0000").removesuffix(".png") for file in catalog.staging.pending("s").result()
    ]


def test_causes_come_most_frequent_first(failing: Catalog) -> None:
    assert failing.sessions.failure_causes("s").result() == [CUT_SHORT, NOT_READABLE]
    with pytest.raises(UnknownSessionError):
        failing.sessions.failure_causes("none").result()


def test_all_failed_files_are_tried_again_and_nothing_of_the_failure_stays(failing: Catalog, engine: Engine) -> None:
    assert failing.sessions.retry_failed("s").result() == 4
    assert _pending(failing) == ["1", "2", "3", "4", "5"]
    progress = failing.sessions.progress("s").result()
    assert progress is not None
    assert (progress.ledger.ok, progress.ledger.failed, progress.ledger.pending) == (1, 0, 5)
    assert progress.errors == ()
    assert progress.counters == Counters(1, 1, 3, 1, 1, 0)
    with engine.connect() as connection:
        assert row_counts(connection)["findings"] == 1


def test_files_of_one_cause_are_tried_again(failing: Catalog) -> None:
    assert failing.sessions.retry_failed("s", cause=CUT_SHORT).result() == 3
    assert _pending(failing) == ["1", "2", "3", "5"]
    assert failing.sessions.failure_causes("s").result() == [NOT_READABLE]


def test_a_single_file_is_tried_again_and_ok_ones_are_left_alone(failing: Catalog) -> None:
    files = failing.staging.page("s", FileQuery()).result().files
    assert failing.sessions.retry_failed("s", file_ids=[files[0].file_id, files[2].file_id]).result() == 1
    assert _pending(failing) == ["2", "5"]
    assert failing.sessions.retry_failed("s", file_ids=[]).result() == 0


def test_a_file_tried_again_gets_a_new_outcome(failing: Catalog) -> None:
    failing.sessions.retry_failed("s", cause=NOT_READABLE).result()
    assert stage(failing, "s", full_report("/media/00004.png"))
    outcomes = {file.report.path: file.outcome for file in failing.staging.iterate("s")}
    assert outcomes["/media/00004.png"] is Outcome.OK


def test_failed_files_are_tried_again_alone(failing: Catalog) -> None:
    assert failing.sessions.retry_failed("s", pending=Pending.LEAVE).result() == 4
    assert _pending(failing) == ["1", "2", "3", "4"]
    progress = failing.sessions.progress("s").result()
    assert progress is not None
    assert progress.ledger.pending == 5
    run = failing.sessions.runs(["s"]).result()["s"][-1]
    assert run.kind is RunKind.FAILED


def test_a_single_file_is_tried_again_alone(failing: Catalog) -> None:
    files = failing.staging.page("s", FileQuery()).result().files
    assert failing.sessions.retry_failed("s", file_ids=[files[2].file_id], pending=Pending.LEAVE).result() == 1
    assert _pending(failing) == ["2"]


def test_remaining_files_are_read_and_failures_stay(failing: Catalog) -> None:
    assert failing.sessions.retry_failed("s", pending=Pending.ONLY).result() == 1
    assert _pending(failing) == ["5"]
    assert failing.sessions.failure_causes("s").result() == [CUT_SHORT, NOT_READABLE]
    assert failing.sessions.runs(["s"]).result()["s"][-1].kind is RunKind.REST


def test_a_run_reads_all_pending_files_after_one_that_left_them(failing: Catalog) -> None:
    failing.sessions.retry_failed("s", pending=Pending.LEAVE).result()
    assert failing.sessions.retry_failed("s", pending=Pending.ONLY).result() == 5
    assert _pending(failing) == ["1", "2", "3", "4", "5"]


def test_nothing_begins_where_nothing_failed_and_the_rest_is_left(failing: Catalog) -> None:
    failing.sessions.retry_failed("s", cause=CUT_SHORT, pending=Pending.LEAVE).result()
    failing.sessions.retry_failed("s", cause=NOT_READABLE, pending=Pending.LEAVE).result()
    runs = len(failing.sessions.runs(["s"]).result()["s"])
    assert failing.sessions.retry_failed("s", pending=Pending.LEAVE).result() == 0
    assert len(failing.sessions.runs(["s"]).result()["s"]) == runs
