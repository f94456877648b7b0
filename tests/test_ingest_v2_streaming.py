"""The founding document's tests: the live stream of a real server, on a real socket, through a whole session."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from app.demo import Manifest
from tests.support.server import (
    OVER,
    HeadraceProcess,
    NewDatabase,
    NewServer,
    assert_ledger_adds_up,
    messages,
    on_both_databases,
)
from tests.support.waiting import wait_until

pytest_generate_tests = on_both_databases

FOUNDING_FIELDS = {
    "session_id",
    "status",
    "progress",
    "total_files",
    "current_file",
    "processed_files",
    "stats",
    "errors",
}
NOTICE_S = 5
"""A client that is gone must be noticed well within this."""


@contextmanager
def stream(
    server: HeadraceProcess, session_id: str, *, last_event_id: str | None = None
) -> Iterator[tuple[httpx.Response, Iterator[tuple[str, str, str]]]]:
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_event_id} if last_event_id else {})
    with (
        server.client() as client,
        client.stream("GET", f"/api/ingest/stream/{session_id}", headers=headers) as response,
    ):
        yield response, messages(response.iter_lines())


def watch(server: HeadraceProcess, session_id: str) -> list[dict[str, Any]]:
    """Every `message` document until the server ends the stream."""
    with stream(server, session_id) as (_, events):
        return [json.loads(data) for event, _, data in events if event == "message"]


def open_streams(server: HeadraceProcess) -> int:
    with server.client() as client:
        text = client.get("/metrics").text
    for line in text.splitlines():
        if line.startswith("headrace_stream_open "):
            return int(float(line.split()[-1]))
    raise AssertionError(f"no gauge of open streams in\n{text}")


def wait_for_open_streams(server: HeadraceProcess, count: int) -> None:
    wait_until(
        lambda: open_streams(server), f"{count} streams are open", holds=lambda seen: seen == count, seconds=NOTICE_S
    )


def test_updates_arrive_and_the_terminal_event_is_last(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    documents = watch(server, server.process_folders(demo[0]))
    assert len(documents) > 3, "updates arrive while the session runs, not only at its end"
    for document in documents:
        assert document.keys() >= FOUNDING_FIELDS
        assert_ledger_adds_up(document)
    assert [document["status"] in OVER for document in documents] == [False] * (len(documents) - 1) + [True]
    assert [document["progress"] for document in documents] == sorted(document["progress"] for document in documents)
    assert any(document["current_file"] for document in documents)


def test_the_full_workflow_counts_what_the_manifest_counts(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    folder, manifest = demo
    session_id = fresh_server.process_folders(folder)
    last = watch(fresh_server, session_id)[-1]
    assert last["status"] == "completed"
    assert last["progress"] == 100
    assert last["total_files"] == manifest.total_files
    assert last["stats"] == {
        "processed_files": manifest.total_files,
        "metadata_extracted": manifest.metadata_extracted,
        "keywords_added": manifest.keywords_added,
        "scores_imported": manifest.scores_imported,
        "nsfw_detected": manifest.nsfw_detected,
        "errors": manifest.errors,
    }
    assert {error["file"] for error in last["errors"]} == {
        Path(file.path).name for file in manifest.files if file.outcome == "failed"
    }
    committed = fresh_server.commit(session_id)
    assert committed["status"] == "committed"
    assert committed["commit"] == {"committed": manifest.ok, "total": manifest.ok}


def test_the_stream_and_its_polling_twin_say_the_same(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = server.process_folders(demo[0])
    assert watch(server, session_id)[-1] == server.status(session_id)


def test_the_headers_keep_proxies_and_caches_from_holding_events_back(
    server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    with stream(server, server.process_folders(demo[0])) as (response, _):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["connection"] == "keep-alive"
        assert response.headers["x-accel-buffering"] == "no"


def test_a_client_that_disconnects_is_noticed_and_cleaned_up(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    session_id = fresh_server.process_folders(demo[0])
    with fresh_server.client() as client:
        client.post(f"/api/ingest/pause/{session_id}")
    with stream(fresh_server, session_id) as (_, events):
        next(events)
        wait_for_open_streams(fresh_server, 1)
    wait_for_open_streams(fresh_server, 0)
    assert "closed" in fresh_server.log.read_text(), "the log names the end of a stream"


def test_a_client_that_comes_back_continues_where_it_was(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = server.process_folders(demo[0])
    with stream(server, session_id) as (_, events):
        seen = next(event_id for _, event_id, _ in events if event_id)
    with stream(server, session_id, last_event_id=seen) as (_, events):
        documents = [json.loads(data) for event, _, data in events if event == "message"]
    assert documents[-1]["status"] == "completed"
    assert documents[-1] == server.status(session_id)


def test_every_tab_gets_every_failure_and_the_same_end(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = server.process_folders(demo[0])
    with ThreadPoolExecutor(4) as tabs:
        ends = [documents[-1] for documents in tabs.map(lambda _: watch(server, session_id), range(4))]
    assert all(end == ends[0] for end in ends)
    assert len(ends[0]["errors"]) == demo[1].errors


def test_twenty_five_streams_under_load_all_see_the_whole_session(
    server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    sessions = [server.process_folders(demo[0], enable_nsfw_detection=False) for _ in range(3)]
    watched = [sessions[number % 3] for number in range(25)]
    with ThreadPoolExecutor(len(watched)) as clients:
        results = list(clients.map(lambda session_id: watch(server, session_id), watched))
    for session_id, documents in zip(watched, results, strict=True):
        assert documents[-1]["session_id"] == session_id
        assert documents[-1]["status"] == "completed"
        assert documents[-1]["processed_files"] == demo[1].total_files
    wait_for_open_streams(server, 0)


def test_a_long_session_with_many_comings_and_goings_leaks_nothing(
    fresh_server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    session_id = fresh_server.process_folders(demo[0])
    fresh_server.wait_until_over(session_id)
    fresh_server.process_folders(demo[0], skip_existing=False)
    assert fresh_server.process is not None
    process = psutil.Process(fresh_server.process.pid)

    def come_and_go(times: int) -> None:
        for _ in range(times):
            paused = fresh_server.process_folders(demo[0])
            with fresh_server.client() as client:
                client.post(f"/api/ingest/pause/{paused}")
                for _ in range(20):
                    with stream(fresh_server, paused) as (_, events):
                        next(events)
                client.delete(f"/api/ingest/session/{paused}")

    come_and_go(3)
    wait_for_open_streams(fresh_server, 0)
    descriptors, memory = process.num_fds(), process.memory_info().rss
    come_and_go(6)
    wait_for_open_streams(fresh_server, 0)
    assert process.num_fds() <= descriptors + 3
    assert process.memory_info().rss <= memory + 16 * 2**20


def test_a_deleted_session_ends_its_streams_and_is_gone_for_good(
    server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    session_id = server.process_folders(demo[0])
    ended = threading.Event()

    def follow() -> None:
        watch(server, session_id)
        ended.set()

    threading.Thread(target=follow, daemon=True).start()
    wait_for_open_streams(server, 1)
    with server.client() as client:
        assert client.delete(f"/api/ingest/session/{session_id}").status_code == 200
        assert ended.wait(NOTICE_S)
        gone = client.get(f"/api/ingest/stream/{session_id}")
        assert gone.status_code == 410
        assert set(gone.json()["error"]) == {"code", "message", "cure"}
        assert client.get(f"/api/ingest/status/{session_id}").status_code == 410


def test_an_unknown_session_is_a_404_in_the_shape_of_every_error(server: HeadraceProcess) -> None:
    with server.client() as client:
        for path in ("stream", "status", "report", "commit-status"):
            answer = client.get(f"/api/ingest/{path}/nobody")
            assert answer.status_code == 404, path
            assert set(answer.json()["error"]) == {"code", "message", "cure"}


@pytest.mark.parametrize("moments", [3])
def test_kill_9_at_any_moment_ends_like_an_undisturbed_run(
    demo: tuple[Path, Manifest], new_server: NewServer, database: NewDatabase, moments: int
) -> None:
    with new_server(demo[0], environ=database()) as calm:
        undisturbed = finished(calm, calm.process_folders(demo[0]))
    with new_server(demo[0], environ=database()) as killed:
        session_id = killed.process_folders(demo[0])
        for moment in range(moments):
            time.sleep(0.1 + 0.25 * moment)
            killed.kill()
            killed.start()
        assert finished(killed, session_id) == undisturbed


def finished(server: HeadraceProcess, session_id: str) -> dict[str, Any]:
    """What a session and its commit left behind, without what differs between any two runs."""
    document = server.wait_until_over(session_id)
    assert document["status"] == "completed", document
    committed = server.commit(session_id)
    with server.client() as client:
        files = client.get(f"/api/ingest/session/{session_id}/files", params={"page_size": 200}).json()["files"]
        ingested = client.get("/api/ingest/directories").json()["directories"][0]["ingested"]
    for file in files:
        for name in ("id", "file_id", "thumbnail", "original", "finished_at", "at"):
            file.pop(name, None)
    return {
        "stats": document["stats"],
        "ledger": document["ledger"],
        "commit": committed["commit"],
        "errors": sorted(error["path"] for error in document["errors"]),
        "files": files,
        "ingested": ingested,
    }
