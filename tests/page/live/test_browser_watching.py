"""What a person sees on the page while a session runs, taken frame by frame in a real browser."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo import Manifest
from tests.support.server import HeadraceProcess, NewServer
from tests.support.tcp_proxy import Link, proxied

SESSION_MS = 120_000
A_FEW_FRAMES_MS = 200
HEAP_GROWTH_BYTES = 4 * 2**20

NOTE_EVERY_FRAME = """
() => {
  const text = (id) => document.querySelector(`[data-testid="${id}"]`)?.innerText ?? "";
  window.seen = [];
  const look = () => {
    const percent = parseInt(text("percent"), 10);
    if (document.body.dataset.step === "process" && !Number.isNaN(percent)) {
      const failures = document.querySelectorAll('[data-testid="errors"] li').length;
      window.seen.push({
        at: performance.now(),
        percent,
        failures,
        file: text("current-file").split("\\n")[0],
        connection: text("connection"),
      });
    }
    requestAnimationFrame(look);
  };
  look();
}
"""
LATER_ASKED_AT = """
() => performance.getEntriesByType("resource").find(({ name }) => name.includes(".later."))?.startTime ?? 0
"""


@pytest.fixture
def folder(demo: tuple[Path, Manifest], tmp_path: Path) -> Path:
    """The demo library with a damaged file at its beginning."""
    folder = tmp_path / "media"
    shutil.copytree(demo[0], folder)
    (folder / "!first.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def run_session(page: Page, server: HeadraceProcess, url: str = "") -> None:
    page.goto(f"{url or server.url}/ingest-v2#/configure")
    page.evaluate(NOTE_EVERY_FRAME)
    page.get_by_test_id("tree").get_by_role("checkbox").first.check()
    page.get_by_test_id("start").click()
    expect(page).to_have_url(re.compile("#/process/"))  # until then the page shows the session before
    server.wait_until_over(page.url.rpartition("/")[2])
    expect(page.get_by_test_id("percent")).to_contain_text("100", timeout=SESSION_MS)


def test_the_page_shows_every_step_as_it_happens(browser: Browser, folder: Path, new_server: NewServer) -> None:
    with new_server(folder) as server:
        page = browser.new_page()
        run_session(page, server)
        seen: list[dict[str, Any]] = page.evaluate("window.seen")
        page.close()
    percents = [frame["percent"] for frame in seen]
    assert percents == sorted(percents), "the bar never jumps back"
    assert len(set(percents)) > 10
    assert any(frame["failures"] and frame["percent"] < 50 for frame in seen), "a failure shows as it happens"
    assert len({frame["file"] for frame in seen}) > 10, "the current file is followed"


def test_over_3g_progress_is_smooth(browser: Browser, folder: Path, new_server: NewServer) -> None:
    """As browsers' tools define slow 3G: 400 kbit/s and 400 ms there and back, for the page and all of its requests.

    How far the session is when the first of the stream arrives is left out: it goes on during these round trips.
    """
    for copy in "bcd":  # a session of many round trips
        shutil.copytree(folder, folder / copy, ignore=shutil.ignore_patterns(*"bcd"))
    slow = (Link(50_000, 0.2), Link(50_000, 0.2))
    with new_server(folder) as server, proxied(server.port, links=slow) as proxy:
        page = browser.new_page()
        run_session(page, server, f"http://127.0.0.1:{proxy.port}")
        seen: list[dict[str, Any]] = page.evaluate("window.seen")
        page.wait_for_function(LATER_ASKED_AT)
        later_asked_at = page.evaluate(LATER_ASKED_AT)
        page.close()
    percents = [frame["percent"] for frame in seen]
    nearly_over_at = max(frame["at"] for frame in seen if frame["percent"] < 100)
    assert later_asked_at > nearly_over_at - A_FEW_FRAMES_MS, "nothing else is on the way while files are read"
    assert percents == sorted(percents), "the bar never jumps back"
    assert len(set(percents)) > 10, "progress comes in small steps"
    assert not any("econnecting" in frame["connection"] for frame in seen), "the connection holds"
    shown = sorted(set(percents) - {0})
    assert max(later - earlier for earlier, later in pairwise(shown)) <= 25, "no step is a leap"


def test_many_sessions_leave_the_pages_memory_where_it_was(
    browser: Browser, folder: Path, new_server: NewServer
) -> None:
    with new_server(folder, environ={"HEADRACE_NSFW_MODEL": "none.json"}) as server:
        page = browser.new_page()
        used = []
        for _ in range(4):
            run_session(page, server)
            page.evaluate("window.seen = []")
            used.append(heap_bytes(page))
        page.close()
    assert used[-1] - used[1] < HEAP_GROWTH_BYTES, used


def heap_bytes(page: Page) -> int:
    """Live JavaScript objects after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return int(used)


def test_a_session_that_cannot_go_on_says_so_on_the_page(
    browser: Browser, demo: tuple[Path, Manifest], new_server: NewServer
) -> None:
    """A worker with far too little memory never gets ready: the session's fault, and no file's."""
    starved = {"HEADRACE_WORKER_MEMORY_MB": "512"}
    with new_server(demo[0], environ=starved) as server:
        session_id = server.process_folders(demo[0])
        document = server.wait_until_over(session_id)
        assert document["status"] == "error"
        assert "a worker could not start" in document["message"]
        assert document["ledger"]["failed"] == 0
        page = browser.new_page()
        page.goto(f"{server.url}/ingest-v2#/process/{session_id}")
        expect(page.get_by_text("a worker could not start").first).to_be_visible()
        page.close()
