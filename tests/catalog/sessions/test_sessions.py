"""Sessions store their parameters and status, and leave only their id when they are deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.catalog import Catalog, UnknownSessionError
from app.domain.parameters import Parameters
from app.domain.passed_over import PassedOver
from app.domain.progress import Status
from tests.catalog.support import (
    PARAMETERS,
    commit,
    discovered,
    full_report,
    names,
    ready_session,
    row_counts,
    stage,
    stage_all,
    start_session,
    wait_until_empty,
)

pytest_plugins = ["tests.catalog.fixtures"]


def test_a_session_keeps_its_parameters(catalog: Catalog) -> None:
    parameters = Parameters(
        directories=("/media/odd \udcff", "/media/b"),
        pattern="*.PNG",
        nsfw_threshold=0.25,
        max_files=3,
        recursive=False,
    )
    catalog.sessions.create("s", parameters, created_at=12.5).result()
    row = catalog.sessions.row("s").result()
    assert row is not None
    assert (row.parameters, row.created_at, row.status) == (parameters, 12.5, Status.STARTING)


def test_a_status_is_kept_with_its_message_and_elapsed_only_changes_when_given(catalog: Catalog) -> None:
    start_session(catalog, "s", [])
    catalog.sessions.set_status("s", Status.PAUSED, message="the disk is full", elapsed=4.5).result()
    catalog.sessions.set_status("s", Status.PROCESSING).result()
    row = catalog.sessions.row("s").result()
    assert row is not None
    assert (row.status, row.message, row.elapsed) == (Status.PROCESSING, "", 4.5)


def test_what_was_passed_over_is_kept_and_unknown_before(catalog: Catalog) -> None:
    start_session(catalog, "s", [])
    row = catalog.sessions.row("s").result()
    assert row is not None and row.passed_over is None
    passed_over = PassedOver(((".txt", 12), ("", 2)), 3)
    catalog.sessions.set_passed_over("s", passed_over).result()
    row = catalog.sessions.row("s").result()
    assert row is not None and row.passed_over == passed_over


def test_unknown_sessions_are_told_apart_from_empty_ones(catalog: Catalog) -> None:
    assert catalog.sessions.row("no such \x00 session").result() is None
    assert catalog.sessions.progress("none").result() is None
    assert not catalog.sessions.was_deleted("none").result()
    assert not catalog.sessions.delete("none").result()
    with pytest.raises(UnknownSessionError):
        catalog.sessions.set_status("none", Status.ERROR).result()
    with pytest.raises(UnknownSessionError):
        list(catalog.staging.iterate("none"))


def test_sessions_are_listed_newest_first_and_unfinished_ones_oldest_first(catalog: Catalog) -> None:
    for moment, status in enumerate(Status):
        catalog.sessions.create(status, PARAMETERS, created_at=float(moment)).result()
        catalog.sessions.set_status(status, status).result()
    assert [row.session_id for row in catalog.sessions.page(100).result().rows] == list(reversed(Status))
    assert [row.session_id for row in catalog.sessions.page(limit=1).result().rows] == [list(Status)[-1]]
    assert [row.session_id for row in catalog.sessions.unfinished().result()] == [
        "starting",
        "processing",
        "paused",
        "committing",
    ]


def test_the_newest_session_of_some_statuses_is_found_behind_any_number_of_others(catalog: Catalog) -> None:
    assert catalog.sessions.newest({Status.PAUSED}).result() is None
    for moment, status in enumerate([Status.PAUSED, Status.PAUSED, *[Status.COMMITTED] * 30]):
        catalog.sessions.create(f"s{moment}", PARAMETERS, created_at=float(moment)).result()
        catalog.sessions.set_status(f"s{moment}", status).result()
    newest = catalog.sessions.newest({Status.PAUSED, Status.PROCESSING}).result()
    assert newest is not None and newest.session_id == "s1"
    assert catalog.sessions.newest({Status.PROCESSING}).result() is None


def test_deleting_a_session_leaves_its_id_and_nothing_else(catalog: Catalog, engine: Engine) -> None:
    ready_session(catalog, "s", discovered("a.png", "b.png"))
    assert catalog.sessions.delete("s").result()
    assert catalog.sessions.row("s").result() is None
    assert catalog.sessions.was_deleted("s").result()
    assert _rows_after_clearing(engine) == {"deleted_sessions": 1}


def _rows_after_clearing(engine: Engine) -> dict[str, int]:
    """Wait until the rows of deleted sessions are removed in the background, and count what is left."""
    wait_until_empty(engine, {"sessions"})
    with engine.connect() as connection:
        return row_counts(connection)


def test_clearing_goes_on_after_a_restart_and_nobody_sees_the_session_meanwhile(
    catalog_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.catalog.sessions.session_deletion.CLEARING_BATCH", 1)
    catalog = Catalog(catalog_url)
    ready_session(catalog, "s", discovered(*names(30)))
    catalog.sessions.set_status("s", Status.PROCESSING).result()
    catalog.sessions.delete("s").result()
    catalog.close()
    with engine.connect() as connection:
        assert "sessions" in row_counts(connection)

    reopened = Catalog(catalog_url)
    assert reopened.sessions.page(100).result().rows == reopened.sessions.unfinished().result() == []
    assert _rows_after_clearing(engine) == {"deleted_sessions": 1}
    reopened.close()


def test_deleting_a_session_keeps_what_others_use(catalog: Catalog) -> None:
    ready_session(catalog, "one", discovered("a.png"))
    ready_session(catalog, "two", discovered("a.png"))
    (kept,) = catalog.staging.iterate("two")
    assert catalog.sessions.delete("one").result()
    assert list(catalog.staging.iterate("two")) == [kept]
    assert catalog.staging.thumbnail(kept.file_id).result() is not None
    assert [word for word, _ in catalog.staging.keywords("two").result()] == ["a cat", "number 0", "on a mat"]


def test_deleting_a_session_never_touches_the_library(catalog: Catalog) -> None:
    ready_session(catalog, "s", discovered("a.png"))
    commit(catalog, "s")
    before = catalog.library.page().result()
    assert catalog.sessions.delete("s").result()
    assert catalog.library.page().result() == before
    start_session(catalog, "next", discovered("a.png"), skip=True)
    (skipped,) = catalog.staging.iterate("next")
    assert catalog.staging.thumbnail(skipped.file_id).result() is not None


def test_a_session_that_skipped_a_file_keeps_its_picture_when_the_library_moves_on(catalog: Catalog) -> None:
    ready_session(catalog, "first", discovered("a.png"))
    commit(catalog, "first")
    start_session(catalog, "skipping", discovered("a.png"), skip=True)
    start_session(catalog, "again", discovered("a.png"))
    stage(catalog, "again", full_report("/media/a.png", number=99))
    commit(catalog, "again")
    catalog.sessions.delete("first").result()
    (skipped,) = catalog.staging.iterate("skipping")
    assert catalog.staging.thumbnail(skipped.file_id).result() is not None


def test_ids_of_deleted_files_are_never_given_again(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    (first,) = catalog.staging.pending("s").result()
    catalog.sessions.delete("s").result()
    start_session(catalog, "t", discovered("b.png"))
    (second,) = catalog.staging.pending("t").result()
    assert second.file_id > first.file_id


def test_a_catalog_that_is_closed_and_opened_again_knows_everything(catalog_url: str) -> None:
    catalog = Catalog(catalog_url)
    start_session(catalog, "s", discovered("a.png", "b.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    before = catalog.sessions.progress("s").result(), list(catalog.staging.iterate("s"))
    catalog.close()

    reopened = Catalog(catalog_url)
    assert (reopened.sessions.progress("s").result(), list(reopened.staging.iterate("s"))) == before
    stage_all(reopened, "s")
    reopened.close()
