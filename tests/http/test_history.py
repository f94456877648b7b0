"""The history of a real server: sessions with all their details, reports, and deletion by age."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.catalog import Catalog
from app.demo import Manifest
from app.domain.progress import Status
from tests.catalog.support import commit, discovered, ready_session, start_session
from tests.support.control import get, post
from tests.support.processes import run_headrace
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytest_plugins = ["tests.catalog.fixtures"]

QUICK: dict[str, Any] = {"enable_nsfw_detection": False}
DAY_S = 24 * 3600


def test_the_history_says_all_of_every_session_a_page_at_a_time(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    read = fresh_server.process_folders(demo[0], **QUICK)
    fresh_server.wait_until_over(read)
    post(fresh_server, f"retry/{read}", {})
    fresh_server.wait_until_over(read)
    for _ in range(2):
        fresh_server.wait_until_over(fresh_server.process_folders(demo[0] / "videos", pattern="*.none"))
    seen: list[dict[str, Any]] = []
    page = get(fresh_server, "sessions", limit=2)
    seen += page["sessions"]
    page = get(fresh_server, "sessions", limit=2, after=page["next"])
    seen += page["sessions"]
    assert page["next"] is None
    assert [line["session_id"] for line in seen][-1] == read
    assert len({line["session_id"] for line in seen}) == 3
    line = seen[-1]
    status = fresh_server.status(read)
    for name in ("status", "progress", "ledger", "stats", "message", "elapsed_s", "priority", "run"):
        assert line[name] == status[name]
    assert line["directories"] == line["parameters"]["directories"] == [str(demo[0])]
    assert line["parameters"]["enable_nsfw_detection"] is False
    assert line["created_at"] <= line["runs"][0]["ended_at"] <= line["ended_at"]
    assert [run["kind"] for run in line["runs"]] == ["first", "failed"]
    assert sum(cause["files"] for cause in line["causes"]) <= demo[1].errors
    assert sum(line["rate"]["files"]) == demo[1].total_files + demo[1].errors
    assert seen[0]["discovery_message"].startswith("No matching files: none of ")
    with fresh_server.client() as client:
        refused = client.get("/api/ingest/sessions", params={"after": "x"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_request")


def test_reports_hold_runs_causes_and_the_rate_in_words(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = server.process_folders(demo[0], **QUICK)
    server.wait_until_over(session_id)
    post(server, f"retry/{session_id}", {})
    server.wait_until_over(session_id)
    report = get(server, f"report/{session_id}", format="json")
    assert [run["kind"] for run in report["runs"]] == ["first", "failed"]
    assert sum(cause["files"] for cause in report["causes"]) == demo[1].errors
    with server.client() as client:
        page = client.get(f"/api/ingest/report/{session_id}").text
    assert "all failed files read again" in page
    assert re.search(r'<svg class="rate"[^>]*role="img" aria-label="[\d.e+]+ files a second over', page)
    assert f'<p class="soft">{report["rate"]["text"]}.</p>' in page


@pytest.mark.parametrize("kept_days", [0, 30])
def test_what_is_over_for_long_is_deleted_at_the_start_and_the_library_and_undo_stay(
    demo: tuple[Path, Manifest], tmp_path: Path, new_server: NewServer, kept_days: int
) -> None:
    environ = {"HEADRACE_RETENTION_DAYS": str(kept_days)}
    with new_server(demo[0], data=tmp_path / "data", environ=environ) as server:
        old = server.process_folders(demo[0], **QUICK)
        server.wait_until_over(old)
        server.commit(old)
        waiting = server.process_folders(demo[0], skip_existing=False, **QUICK)
        post(server, f"pause/{waiting}")
        young = server.process_folders(demo[0] / "videos", pattern="*.none")
        server.wait_until_over(young)
        server.stop()
        age(tmp_path / "data" / "headrace.db", days=31, but=young)
        server.start()
        if kept_days:
            wait_until(
                lambda: [line["session_id"] for line in get(server, "sessions")["sessions"]],
                "the old session is deleted",
                holds=lambda listed: listed == [young, waiting],
            )
            with server.client() as client:
                assert client.get(f"/api/ingest/status/{old}").status_code == 410
        else:
            assert len(get(server, "sessions")["sessions"]) == 3
        assert server.status(waiting)["status"] == "paused"
        assert get(server, "directories")["directories"][0]["ingested"] == demo[1].ok
        assert post(server, f"undo/{old}")["removed"] == demo[1].ok
        assert get(server, "directories")["directories"][0]["ingested"] == 0


def age(database: Path, *, days: int, but: str) -> None:
    """Make everything in the database `days` older, except for the session `but`."""
    with closing(sqlite3.connect(database)) as connection, connection:
        shift = days * DAY_S
        connection.execute(
            "UPDATE sessions SET created_at = created_at - ?, ended_at = ended_at - ? WHERE session_id <> ?",
            (shift, shift, but),
        )
        connection.execute("UPDATE commits SET committed_at = committed_at - ?", (shift,))


def test_only_what_is_over_and_was_not_touched_since_counts_as_old(catalog: Catalog) -> None:
    ready_session(catalog, "committed lately", discovered("a.png"))
    catalog.sessions.set_status("committed lately", Status.COMPLETED).result()
    between = time.time()
    commit(catalog, "committed lately")
    start_session(catalog, "running", discovered("b.png"))
    start_session(catalog, "over", discovered("c.png"))
    catalog.sessions.set_status("over", Status.COMPLETED).result()
    now = time.time()
    assert catalog.sessions.ended_before(between).result() == [], "it was read before, but committed since"
    assert catalog.sessions.ended_before(now + 60).result() == ["committed lately", "over"]
    library = catalog.library.page().result()
    for session_id in catalog.sessions.ended_before(now + 60).result():
        assert catalog.sessions.delete(session_id).result()
    assert catalog.library.page().result() == library
    assert catalog.commits.undo("committed lately").result().removed == 1


@pytest.mark.slow
def test_the_command_line_says_why_there_was_nothing_to_do(demo: tuple[Path, Manifest], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = run_headrace("ingest", tmp_path / "empty", "--data", tmp_path / "data")
    assert (run.returncode, "No matching files: the selected folders are empty" in run.stdout) == (0, True)
    run = run_headrace("ingest", demo[0], "--pattern", "*.none", "--commit", "--data", tmp_path / "data")
    assert "No matching files: none of " in run.stdout
    assert "0 added to the library" in run.stdout
    folder = demo[0] / "videos"
    run_headrace("ingest", folder, "--pattern", "*.mp4", "--no-nsfw", "--commit", "--data", tmp_path / "data")
    run = run_headrace("ingest", folder, "--pattern", "*.mp4", "--no-nsfw", "--data", tmp_path / "data")
    assert "are already in the library and unchanged" in run.stdout
