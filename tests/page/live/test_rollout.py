"""The rollout in a real browser: open pages change transport in the middle of a session, and lose nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.demo import Manifest
from tests.support.control import post
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

NOTE_STATES = """() => {
    const ledger = document.querySelector("[data-testid=ledger]");
    window.ledgers = [];
    new MutationObserver(() => window.ledgers.push(ledger.textContent))
        .observe(ledger, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def tabs(server: HeadraceProcess, browser: Browser) -> Iterator[dict[int, Page]]:
    """A page in each of two browsers, by their place in the rollout."""
    found = {}
    for place in (10, 70):
        context = browser.new_context()
        context.add_cookies([{"name": "headrace_rollout", "value": str(place), "url": server.url}])
        found[place] = context.new_page()
    yield found
    set_percent(server, 100)
    for page in found.values():
        page.context.close()


@pytest.fixture
def paused(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> str:
    session_id = server.process_folders(demo[0], skip_existing=False)
    server.wait_for(session_id, "the session reads files", lambda state: state["status"] == "processing")
    post(server, f"pause/{session_id}")
    return session_id


def set_percent(server: HeadraceProcess, percent: int) -> None:
    with server.client() as client:
        client.put("/api/admin/rollout", json={"percent": percent}).raise_for_status()


def expect_transports(tabs: dict[int, Page], *transports: str) -> None:
    for page, transport in zip(tabs.values(), transports, strict=True):
        expect(page.locator("body")).to_have_attribute("data-transport", transport)
        word = "Connected" if transport == "stream" else "Polling"
        expect(page.get_by_test_id("connection")).to_contain_text(word)


def processed_of(ledgers: Sequence[str]) -> list[int]:
    """The number of files with an outcome, in each state that the page showed."""
    numbers = [[int(number) for number in re.findall(r"\d+", ledger)] for ledger in ledgers]
    return [ok + failed for _, ok, failed, *_ in numbers]


def metric(server: HeadraceProcess, name: str) -> float:
    with server.client() as client:
        lines = client.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_open_pages_follow_the_rollout_in_mid_session_and_lose_nothing(
    server: HeadraceProcess, tabs: dict[int, Page], paused: str, demo: tuple[Path, Manifest]
) -> None:
    for page in tabs.values():
        page.goto(f"{server.url}/ingest-v2#/process/{paused}")
        page.evaluate(NOTE_STATES)
    expect_transports(tabs, "stream", "stream")
    for percent, transports in ((0, ("poll", "poll")), (50, ("stream", "poll")), (100, ("stream", "stream"))):
        post(server, f"resume/{paused}")
        set_percent(server, percent)
        post(server, f"pause/{paused}")  # soon enough that files are left for the other transports
        expect_transports(tabs, *transports)
    post(server, f"resume/{paused}")
    end = server.wait_until_over(paused)
    assert end["ledger"]["ok"] == demo[1].ok
    for page in tabs.values():
        expect(page.get_by_test_id("percent")).to_have_text("100%")
        expect(page.get_by_test_id("ledger")).to_contain_text(f"failed {end['ledger']['failed']}")
        for failure in end["errors"]:
            expect(page.get_by_text(failure["file"], exact=True).first).to_be_attached()
        shown = processed_of(page.evaluate("window.ledgers"))
        assert shown == sorted(shown), "no state came before an older one"
        assert shown[-1] == end["processed_files"]
    moved = 'headrace_page_sessions_total{ending="moved"'
    wait_until(lambda: metric(server, moved) == 4, "two moves to polling and two back are reported")
    finished = 'headrace_page_sessions_total{ending="finished",transport="stream"}'
    wait_until(lambda: metric(server, finished) == 2, "both pages report that they saw the end")


def test_one_press_says_that_live_is_off(server: HeadraceProcess, tabs: dict[int, Page], paused: str) -> None:
    page = tabs[10]
    page.goto(f"{server.url}/ingest-v2#/process/{paused}")
    expect(page.get_by_test_id("connection")).to_contain_text("Connected")
    with page.expect_request("**/api/live-feedback") as sent:
        page.get_by_test_id("live-off").press("Enter")
    expect(page.get_by_test_id("live-off")).to_have_text("Reported")
    body = sent.value.post_data_json
    assert body is not None
    assert (body["transport"], body["line"], body["ready_state"]) == ("stream", "connected", 1)
    assert body["last_event"] and body["since_ms"] >= 0
    post(server, f"cancel/{paused}")
    expect(page.get_by_test_id("live-off")).to_be_hidden()


def test_an_admin_drops_a_stream_and_sees_it_heal(server: HeadraceProcess, tabs: dict[int, Page], paused: str) -> None:
    page, inspector = tabs[10], tabs[70]
    page.goto(f"{server.url}/ingest-v2#/process/{paused}")
    expect(page.get_by_test_id("connection")).to_contain_text("Connected")
    inspector.goto(f"{server.url}/account#streams")
    streams = inspector.get_by_test_id("streams")
    expect(streams).to_contain_text("snapshot")
    streams.get_by_role("button", name=re.compile("Drop")).press("Enter")
    expect(streams).to_contain_text("resumed")
    expect(page.get_by_test_id("connection")).to_contain_text("Connected")
    post(server, f"cancel/{paused}")
