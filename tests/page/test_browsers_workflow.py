"""Firefox, and WebKit, which is Safari's engine: the whole way of a user on the real page of a real server.

Chromium goes the same way, and further, in `test_browser_workflow.py` and `live/test_live.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo import Manifest
from tests.page.test_browser_workflow import FOUNDING_CLIENT
from tests.support.engines import (
    Engine,
    by_test_id,
    click_when_ready,
    keep_screenshot,
    text_of,
    wait_for_text,
)
from tests.support.server import HeadraceProcess, NewServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.parametrize("engine_name", ["firefox", "webkit"], scope="module", indirect=True)


REMEMBER = """() => {
    const shown = (name) => document.querySelector(`[data-testid="${name}"]`);
    window.remembered = { live: false, transports: [], counts: [], errors: [] };
    const add = (list, value) => { if (list.at(-1) !== value) list.push(value); };
    new MutationObserver(() => {
        remembered.live ||= shown("live-badge").checkVisibility();
        add(remembered.transports, document.body.dataset.transport);
        add(remembered.counts, shown("counter-processed_files").innerText);
        add(remembered.errors, shown("errors").querySelectorAll("li").length);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
"""What the page shows at any moment, for a session is over faster than a test can look."""


@pytest.fixture(scope="module")
def server(engine: Engine, new_server: NewServer, demo: tuple[Path, Manifest]) -> Iterator[HeadraceProcess]:
    """A server for each engine. It depends on `engine`, so that none starts where the browser is missing."""
    with new_server(demo[0]) as process:
        yield process


def counter(engine: Engine, counted: str) -> int:
    return int(re.sub(r"\D", "", text_of(engine, by_test_id(f"counter-{counted}")).split("\n")[0]) or -1)


def choose_everything_and_start(engine: Engine) -> None:
    first = f'{by_test_id("tree")} [role="checkbox"], {by_test_id("tree")} input[type="checkbox"]'
    wait_until(lambda: engine.evaluate("(first) => document.querySelector(first) !== null", first), "the tree is shown")
    engine.click(first)
    click_when_ready(engine, by_test_id("start"))


def test_the_whole_way_from_press_to_library(
    engine_name: str, engine: Engine, server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    manifest = demo[1]
    engine.goto(f"{server.url}/ingest-v2")
    engine.evaluate(REMEMBER)
    wait_for_text(engine, by_test_id("tree"), demo[0].name)
    keep_screenshot(engine, f"{engine_name}-1-configure")
    choose_everything_and_start(engine)

    wait_for_text(engine, by_test_id("percent"), "100")
    wait_for_text(engine, by_test_id("connection"), "Finished")
    keep_screenshot(engine, f"{engine_name}-2-process")
    seen: dict[str, Any] = engine.evaluate("() => remembered")
    assert seen["live"], "LIVE was on the page while the session ran"
    assert "stream" in seen["transports"]
    assert "poll" not in seen["transports"]
    assert len(set(seen["counts"])) > 2, "the counter moved on its way"
    wanted = {
        "processed_files": manifest.total_files,
        "metadata_extracted": manifest.metadata_extracted,
        "keywords_added": manifest.keywords_added,
        "scores_imported": manifest.scores_imported,
        "nsfw_detected": manifest.nsfw_detected,
        "errors": manifest.errors,
    }
    assert {each: counter(engine, each) for each in wanted} == wanted
    for file in (file for file in manifest.files if file.outcome == "failed"):
        assert Path(file.path).name in text_of(engine, by_test_id("errors"))

    click_when_ready(engine, by_test_id("to-preview"))
    wait_until(lambda: text_of(engine, by_test_id("card")), "the first card is shown")
    wait_until(lambda: engine.evaluate(PICTURES_ARE_THERE), "all visible pictures are loaded")
    keep_screenshot(engine, f"{engine_name}-3-preview")
    click_when_ready(engine, by_test_id("to-commit"))
    wait_for_text(engine, "#commit-facts", "Images")  # when they come, the button moves down
    click_when_ready(engine, by_test_id("commit"))
    wait_for_text(engine, by_test_id("done"), str(manifest.ok))
    keep_screenshot(engine, f"{engine_name}-4-done")
    assert not engine.complaints
    with server.client() as client:
        assert client.get("/api/ingest/directories").json()["directories"][0]["ingested"] == manifest.ok


PICTURES_ARE_THERE = """() => [...document.querySelectorAll('[data-testid="card"] img')]
    .filter((each) => each.getBoundingClientRect().top < innerHeight)
    .every((each) => each.complete && each.naturalWidth > 0)"""


def test_the_founding_documents_own_client_works_unchanged(
    engine: Engine, server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    engine.goto(f"{server.url}/ingest-v2")
    seen = engine.evaluate(FOUNDING_CLIENT, server.process_folders(demo[0], skip_existing=False))
    last = seen[-1]
    total = demo[1].total_files
    assert (last["status"], last["progress"], last["total_files"]) == ("completed", 100, total)
    assert last["processed_files"] == total
    assert last["stats"]["errors"] == len(last["errors"]) == demo[1].errors
    assert any(document["current_file"] for document in seen)


def test_a_server_that_is_killed_and_started_again_is_found_again(
    engine_name: str, engine: Engine, server: HeadraceProcess, demo: tuple[Path, Manifest]
) -> None:
    session_id = server.process_folders(demo[0], skip_existing=False)
    server.wait_for(session_id, "the session reads files", lambda state: state["status"] == "processing")
    with server.client() as client:
        assert client.post(f"/api/ingest/pause/{session_id}").status_code == 200
    engine.goto(f"{server.url}/ingest-v2#/process/{session_id}")
    wait_for_text(engine, by_test_id("connection"), "Connected")
    wait_for_text(engine, "#process-title", "Paused")
    assert text_of(engine, by_test_id("live-badge")) == "", "a paused session is connected, but nothing moves in it"
    keep_screenshot(engine, f"{engine_name}-5-paused")
    server.kill()
    wait_for_text(engine, by_test_id("connection"), "Reconnecting")
    server.start()
    wait_for_text(engine, by_test_id("connection"), "Connected", "Finished")
    if server.status(session_id)["status"] == "paused":
        with server.client() as client:
            assert client.post(f"/api/ingest/resume/{session_id}").status_code == 200
    wait_for_text(engine, by_test_id("percent"), "100")
    wait_for_text(engine, by_test_id("ledger"), "pending 0")
    assert counter(engine, "processed_files") == demo[1].total_files
