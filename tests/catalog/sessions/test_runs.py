"""Runs, priority, next folder and rate over time are stored in both databases and survive a restart."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from sqlalchemy import Engine, text

from app.catalog import Catalog, DiscoveredFile, FailureCause, UnknownSessionError
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.database.migrate import alembic_config
from app.domain.priority import Priority
from app.domain.progress import Status
from app.domain.rate import Rate
from app.domain.runs import Run, RunKind
from app.ingest.sessions.reading.pending_files import PendingFiles, count_upwards
from tests.catalog.support import (
    PARAMETERS,
    discovered,
    failed_report,
    full_report,
    row_counts,
    stage,
    stage_all,
    start_session,
)

pytest_plugins = ["tests.catalog.fixtures"]

CUT_SHORT = FailureCause("decode", "cut short", 1)


def runs(catalog: Catalog, session_id: str = "s") -> list[Run]:
    return catalog.sessions.runs([session_id]).result()[session_id]


def counts(run: Run) -> tuple[int, RunKind, int, int, int, float, Status | None]:
    return run.number, run.kind, run.ok, run.failed, run.left, run.elapsed, run.status


def test_the_first_run_begins_with_the_session_and_ends_with_its_counts(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png", "b.png", "c.png"))
    (run,) = runs(catalog)
    assert (run.number, run.kind, run.started_at, run.ended_at) == (1, RunKind.FIRST, 1_000.0, None)
    stage(catalog, "s", full_report("/media/a.png"))
    stage(catalog, "s", failed_report("/media/b.png", "cut short"))
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    assert counts(run.at(progress.ledger, 2.0)) == (1, RunKind.FIRST, 1, 1, 1, 2.0, None)
    catalog.sessions.set_status("s", Status.CANCELLED, elapsed=4.5).result()
    (run,) = runs(catalog)
    assert counts(run) == (1, RunKind.FIRST, 1, 1, 1, 4.5, Status.CANCELLED)
    assert run.ended_at is not None
    row = catalog.sessions.row("s").result()
    assert row is not None
    assert row.ended_at == run.ended_at


def test_every_retry_is_a_run_with_its_own_cause_and_counts(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png", "b.png", "c.png", "d.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    stage(catalog, "s", failed_report("/media/b.png", "cut short"))
    stage(catalog, "s", failed_report("/media/c.png", "not readable"))
    stage(catalog, "s", failed_report("/media/d.png", "not readable"))
    catalog.sessions.set_status("s", Status.COMPLETED, elapsed=10.0, discovery_message="").result()

    assert catalog.sessions.retry_failed("s", cause=CUT_SHORT).result() == 1
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    assert (progress.run, progress.status) == (2, Status.PROCESSING)
    stage(catalog, "s", full_report("/media/b.png", number=2))
    catalog.sessions.set_status("s", Status.COMPLETED, elapsed=11.5).result()

    assert catalog.sessions.retry_failed("s").result() == 2
    stage(catalog, "s", failed_report("/media/c.png", "not readable"))
    catalog.sessions.set_status("s", Status.CANCELLED, elapsed=12.0).result()

    second, third = runs(catalog)[1:]
    assert counts(second) == (2, RunKind.CAUSE, 1, 0, 0, 1.5, Status.COMPLETED)
    assert (second.step, second.reason) == ("decode", "cut short")
    assert counts(third) == (3, RunKind.FAILED, 0, 1, 1, 0.5, Status.CANCELLED)


def test_what_a_cancelled_session_left_is_read_by_a_run_of_its_own(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png", "b.png"))
    stage(catalog, "s", full_report("/media/a.png"))
    catalog.sessions.set_status("s", Status.CANCELLED, discovery_message="").result()
    assert catalog.sessions.retry_failed("s", file_ids=[1]).result() == 0
    assert len(runs(catalog)) == 1
    assert catalog.sessions.retry_failed("s").result() == 1
    assert runs(catalog)[1].kind is RunKind.REST
    stage_all(catalog, "s")
    catalog.sessions.set_status("s", Status.COMPLETED).result()
    assert catalog.sessions.retry_failed("s").result() == 0
    assert counts(runs(catalog)[1]) == (2, RunKind.REST, 1, 0, 0, 0.0, Status.COMPLETED)


def test_a_session_that_was_cancelled_while_it_discovered_goes_on_discovering(catalog: Catalog) -> None:
    start_session(catalog, "s", discovered("a.png"))
    catalog.sessions.set_status("s", Status.CANCELLED).result()
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    assert (progress.discovery_over, progress.percent) == (False, 0)
    catalog.sessions.retry_failed("s").result()
    progress = catalog.sessions.progress("s").result()
    assert progress is not None
    assert progress.status is Status.STARTING


def test_priority_next_folder_and_work_are_kept(catalog_url: str) -> None:
    catalog = Catalog(catalog_url)
    catalog.sessions.create("s", PARAMETERS, 1.0, Priority.LOW).result()
    rate = Rate(2.0, (3, 0, 5))
    catalog.sessions.set_priority("s", Priority.HIGH).result()
    catalog.sessions.set_next_folder("s", "/media/odd \udcff").result()
    catalog.sessions.save_work("s", 5.5, rate).result()
    with pytest.raises(UnknownSessionError):
        catalog.sessions.set_priority("none", Priority.HIGH).result()
    catalog.close()

    catalog = Catalog(catalog_url)
    progress, row = catalog.sessions.progress("s").result(), catalog.sessions.row("s").result()
    assert progress is not None and row is not None
    assert (progress.priority, progress.next_folder, progress.elapsed) == (Priority.HIGH, "/media/odd \udcff", 5.5)
    assert (row.priority, row.rate) == (Priority.HIGH, rate)
    catalog.close()


def test_pages_of_sessions_hold_each_once_though_some_began_in_the_same_moment(catalog: Catalog) -> None:
    for number in range(7):
        catalog.sessions.create(f"s{number}", PARAMETERS, float(number // 3)).result()
    page = catalog.sessions.page(3, None).result()
    seen = [row.session_id for row in page.rows]
    catalog.sessions.create("newer", PARAMETERS, 9.0).result()
    while page.next is not None:
        page = catalog.sessions.page(3, page.next).result()
        seen += [row.session_id for row in page.rows]
    assert seen == [f"s{number}" for number in reversed(range(7))]


def test_a_deleted_session_takes_its_runs_with_it(catalog: Catalog, engine: Engine) -> None:
    start_session(catalog, "s", discovered("a.png"))
    catalog.sessions.delete("s").result()
    catalog.close()
    with engine.connect() as connection:
        while_clearing = row_counts(connection)
    Catalog(str(engine.url.render_as_string(hide_password=False))).close()
    assert "runs" not in while_clearing or while_clearing["runs"] == while_clearing.get("sessions")


# ---- the order of pending files


def nested() -> list[DiscoveredFile]:
    paths = ["a/1.png", "b/1.png", "b/deep/1.png", "ab/1.png", "b/2.png", "a/2.png"]
    return [DiscoveredFile(f"/media/{path}", size=1, mtime_ns=1) for path in paths]


def taken(pending: PendingFiles, most: int) -> list[str]:
    async def take() -> list[str]:
        paths: list[str] = []
        while len(paths) < most and (file := await pending.take()) is not None:
            paths.append(file.path.removeprefix("/media/"))
        return paths

    return asyncio.run(take())


def test_files_below_the_folder_that_comes_next_come_first_and_none_comes_twice(catalog: Catalog) -> None:
    start_session(catalog, "s", nested())
    pending = PendingFiles(catalog, "s")
    assert taken(pending, 2) == ["a/1.png", "b/1.png"]
    pending.set_next_folder("/media/b")
    assert taken(pending, 2) == ["b/deep/1.png", "b/2.png"]
    assert taken(pending, 9) == ["ab/1.png", "a/2.png"]
    assert pending.next_folder == ""


def test_a_file_that_is_given_back_comes_once_more_even_when_the_order_changes(catalog: Catalog) -> None:
    start_session(catalog, "s", nested())
    pending = PendingFiles(catalog, "s")
    first = asyncio.run(pending.take())
    assert first is not None
    pending.set_next_folder("/media/b")
    pending.give_back(first)
    assert sorted(taken(pending, 9)) == sorted(file.path.removeprefix("/media/") for file in nested())


def test_files_below_a_folder_that_does_not_answer_wait_until_it_does(catalog: Catalog) -> None:
    stalled = {"/media/a", "/media/b"}
    start_session(catalog, "s", nested())
    pending = PendingFiles(
        catalog, "s", find_stalled=lambda path: next((each for each in stalled if path.startswith(f"{each}/")), "")
    )
    assert taken(pending, 9) == ["ab/1.png"]
    assert pending.are_waiting
    probe = pending.take_waiting()
    assert probe is not None and probe.path == "/media/a/1.png"
    pending.give_back(probe)
    stalled.remove("/media/b")
    assert taken(pending, 9) == ["b/1.png", "b/deep/1.png", "b/2.png"]
    stalled.clear()
    assert sorted(taken(pending, 9)) == ["a/1.png", "a/2.png"]
    assert not pending.are_waiting


def test_who_sees_only_some_folders_gets_files_of_these_and_no_file_comes_twice(catalog: Catalog) -> None:
    start_session(catalog, "s", nested())
    pending = PendingFiles(catalog, "s")

    async def take(*within: str) -> str:
        file = await pending.take(within or None)
        return "" if file is None else file.path.removeprefix("/media/")

    async def run() -> None:
        assert await take("/media/b") == "b/1.png"
        assert await take() == "a/1.png"
        pending.set_next_folder("/media/b/deep")
        assert await take("/media/a", "/media/b") == "b/deep/1.png"
        assert await take("/media/b") == "b/2.png"
        assert await take("/media/b") == ""
        given = await pending.take(["/media/a"])
        assert given is not None
        pending.give_back(given)
        assert await take("/media/b") == "", "the file that was given back is elsewhere"
        assert sorted([await take(), await take(), await take()]) == ["", "a/2.png", "ab/1.png"]

    asyncio.run(run())


def test_a_folder_that_is_kept_comes_first_after_a_restart_too(catalog: Catalog) -> None:
    start_session(catalog, "s", nested())
    assert taken(PendingFiles(catalog, "s", "/media/b"), 3) == ["b/1.png", "b/deep/1.png", "b/2.png"]


def test_pending_files_are_counted_by_folder_and_upwards(catalog: Catalog) -> None:
    start_session(catalog, "s", [*nested(), DiscoveredFile("/media/caf\udce9/x.png", size=1, mtime_ns=1)])
    stage(catalog, "s", full_report("/media/a/1.png"))
    direct = catalog.staging.count_pending_by_folder("s").result()
    assert direct == {"/media/a": 1, "/media/ab": 1, "/media/b": 2, "/media/b/deep": 1, "/media/caf\udce9": 1}
    assert catalog.staging.count_pending_below("s", "/media/b").result() == 3
    assert count_upwards(direct, ["/media"]) == direct | {"/media": 6, "/media/b": 3}


# ---- sessions from before


def test_a_session_from_before_runs_were_kept_has_a_first_run(catalog_url: str, engine: Engine) -> None:
    writing = create_write_engine(parse_url(catalog_url))
    with writing.begin() as connection:
        command.upgrade(alembic_config(connection), "0002")
        for number, status in enumerate(("committed", "processing", "starting"), start=1):
            connection.execute(
                text(
                    "INSERT INTO sessions (id, session_id, status, parameters, created_at, elapsed, message)"
                    ' VALUES (:id, :name, :status, \'{"directories": ["/m"], "pattern": "*"}\', 10, 2.5, \'\')'
                ),
                {"id": number, "name": status, "status": status},
            )
            connection.execute(
                text(
                    "INSERT INTO staged_files"
                    " (session, path, path_hash, size, mtime_ns, outcome, finished_at, search_text)"
                    " VALUES (:id, '/m/a', :hash, 1, 1, 'failed', 20, ''), (:id, '/m/b', :other, 1, 1, 'ok', 21, '')"
                ),
                {"id": number, "hash": b"a" * 16, "other": b"b" * 16},
            )
    writing.dispose()
    catalog = Catalog(catalog_url)
    assert counts(runs(catalog, "committed")[0]) == (1, RunKind.FIRST, 1, 1, 0, 2.5, Status.COMPLETED)
    row = catalog.sessions.row("committed").result()
    assert row is not None
    assert row.ended_at == 21
    assert runs(catalog, "processing")[0].ended_at is None
    for name, over in (("processing", True), ("starting", False)):
        progress = catalog.sessions.progress(name).result()
        assert progress is not None
        assert progress.discovery_over is over
    catalog.close()
