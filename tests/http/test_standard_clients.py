"""Clients that other people wrote follow a real session of a real server to its end, on the plain stream."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx_sse import connect_sse
from sseclient import SSEClient

from app.demo import Manifest
from tests.support.engines import needed, unavailable
from tests.support.server import HeadraceProcess, assert_ledger_adds_up, messages
from tests.support.waiting import wait_until

EVENTSOURCE = "3.0.7"
"""Of the npm package; the newest that runs on Debian 12's own Node.js."""
PATIENCE_S = 60

Follow = Callable[[str], list[dict[str, Any]]]
"""From a stream's address to the documents of its `message` events."""


def stream_url(server: HeadraceProcess, session_id: str) -> str:
    return f"{server.url}/api/ingest/stream/{session_id}"


def open_streams(server: HeadraceProcess) -> int:
    with server.client() as client:
        found = re.search(r"^headrace_stream_open (\S+)", client.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return int(float(found[1]))


# ---- the clients


def curl(url: str) -> list[dict[str, Any]]:
    run = subprocess.run(
        [needed("curl"), "-N", "--silent", "--show-error", "--fail", url],
        stdout=subprocess.PIPE,
        timeout=PATIENCE_S,
        check=True,
    )
    events = messages(iter(run.stdout.decode().splitlines()))
    return [json.loads(data) for event, _, data in events if event == "message"]


def httpx_sse(url: str) -> list[dict[str, Any]]:
    with httpx.Client(timeout=PATIENCE_S) as client, connect_sse(client, "GET", url) as source:
        return [event.json() for event in source.iter_sse() if event.event == "message"]


def sseclient_py(url: str) -> list[dict[str, Any]]:
    with httpx.stream("GET", url, timeout=PATIENCE_S) as response:
        return [json.loads(event.data) for event in SSEClient(response.iter_bytes()).events() if event.data]


NODE_CLIENT = """
const { EventSource } = require("eventsource");
const source = new EventSource(process.argv[1]);
const seen = [];
source.onmessage = (event) => seen.push(JSON.parse(event.data));
source.onerror = () => {
  if (source.readyState === EventSource.CLOSED) console.log(JSON.stringify(seen));
};
"""
"""It never closes the stream itself: it comes back after the end, is told 204, and then has nothing left to do."""


def npm_eventsource(url: str) -> list[dict[str, Any]]:
    run = subprocess.run(
        [needed("node"), "-e", NODE_CLIENT, url],
        cwd=eventsource_folder(),
        stdout=subprocess.PIPE,
        timeout=PATIENCE_S,
        check=True,
    )
    documents = json.loads(run.stdout)
    assert isinstance(documents, list)
    return documents


def eventsource_folder() -> Path:
    """Where the npm package is installed, once, outside of the repository."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "headrace" / f"eventsource-{EVENTSOURCE}"
    if not (folder / "node_modules" / "eventsource" / "package.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        install = [needed("npm"), "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder)]
        run = subprocess.run([*install, f"eventsource@{EVENTSOURCE}"], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            unavailable(f"npm could not install eventsource: {run.stderr}")
    return folder


@pytest.mark.parametrize("follow", [curl, httpx_sse, sseclient_py, npm_eventsource])
def test_a_client_follows_a_session_from_its_middle_to_its_end(
    follow: Follow, server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    make_ready(follow)
    session_id = server.process_folders(demo[0], skip_existing=False)
    server.wait_for(session_id, "the session reads files", lambda state: state["status"] == "processing")
    with server.client() as client:
        client.post(f"/api/ingest/pause/{session_id}").raise_for_status()

    documents: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: documents.extend(follow(stream_url(server, session_id))))
    thread.start()
    wait_until(lambda: open_streams(server), "the client has connected", holds=lambda seen: seen == 1)
    with server.client() as client:
        client.post(f"/api/ingest/resume/{session_id}").raise_for_status()
    thread.join(PATIENCE_S)

    assert documents[0]["status"] in ("processing", "paused")
    counts = [document["processed_files"] for document in documents]
    assert counts == sorted(counts)
    assert len(set(counts)) > 2, "it saw the files go by"
    for document in documents:
        assert_ledger_adds_up(document)
    assert documents[-1] == server.status(session_id)
    assert (documents[-1]["status"], documents[-1]["progress"]) == ("completed", 100)
    assert documents[-1]["stats"]["errors"] == demo[1].errors
    wait_until(lambda: open_streams(server), "no stream is left open", holds=lambda seen: seen == 0)


def make_ready(follow: Follow) -> None:
    """Miss a program here, not in the thread that follows."""
    if follow is curl:
        needed("curl")
    if follow is npm_eventsource:
        needed("node")
        eventsource_folder()


# ---- the answers that are not a stream, from the whole server with everything around the stream


def test_head_and_options_answer_without_a_stream(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> None:
    session_id = server.process_folders(demo[0], skip_existing=False)
    with server.client() as client:
        head = client.head(stream_url(server, session_id))
        options = client.options(stream_url(server, session_id))
        unknown = client.head(stream_url(server, "20200101-000000-000000"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"].startswith("text/event-stream")
    assert options.status_code in (200, 204)
    assert {"GET", "HEAD", "OPTIONS"} <= set(re.split(r",\s*", options.headers["allow"]))
    assert unknown.status_code == 404
    server.wait_until_over(session_id)
    assert open_streams(server) == 0


def test_who_has_seen_the_end_is_told_204_and_who_asks_for_a_deleted_session_410(
    server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    session_id = server.process_folders(demo[0], skip_existing=False)
    url = stream_url(server, session_id)
    whole = httpx.get(url, timeout=PATIENCE_S).text  # its connection ends with the stream
    last_id = [event_id for _, event_id, _ in messages(iter(whole.splitlines()))][-1]
    with server.client() as client:
        again = client.get(url, headers={"Last-Event-ID": last_id})
        assert (again.status_code, again.content) == (204, b"")
        client.delete(f"/api/ingest/session/{session_id}").raise_for_status()
        gone = client.get(url)
    assert gone.status_code == 410
    assert set(gone.json()["error"]) == {"code", "message", "cure"}
