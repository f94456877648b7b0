"""The page in a real browser on a real server: tabs that share a stream, lines that die, pages that come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.demo import Manifest
from tests.page.support import check_that_steps_fit
from tests.support.browser import ConsoleErrors
from tests.support.server import HeadraceProcess, NewServer
from tests.support.tcp_proxy import proxied
from tests.support.waiting import wait_until

PATIENCE_MS = 60_000
"""The longest that a test waits for the page."""


@pytest.fixture
def paused(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> str:
    """A session that is paused in the middle: its stream stays open for as long as a test needs."""
    session_id = server.process_folders(demo[0], skip_existing=False)
    server.wait_for(session_id, "a file is read", lambda state: state["ledger"]["ok"] > 0)
    with server.client() as client:
        assert client.post(f"/api/ingest/pause/{session_id}").status_code == 200
    return session_id


def resume(server: HeadraceProcess, session_id: str) -> None:
    with server.client() as client:
        assert client.post(f"/api/ingest/resume/{session_id}").status_code == 200


def open_streams(server: HeadraceProcess) -> int:
    with server.client() as client:
        found = re.search(r"^headrace_stream_open (\S+)", client.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return int(float(found[1]))


def wait_for_open_streams(server: HeadraceProcess, count: int) -> None:
    wait_until(lambda: open_streams(server), f"{count} streams are open", holds=lambda seen: seen == count)


def ingested(server: HeadraceProcess) -> int:
    with server.client() as client:
        return int(client.get("/api/ingest/directories").json()["directories"][0]["ingested"])


def watch(page: Page, url: str, session_id: str) -> Page:
    page.goto(f"{url}/ingest-v2#/process/{session_id}")
    expect(page.get_by_test_id("connection")).to_contain_text("Connected", timeout=PATIENCE_MS)
    return page


def is_complete(page: Page) -> None:
    expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
    expect(page.get_by_test_id("live-badge")).to_be_hidden()
    expect(page.get_by_test_id("ledger")).to_contain_text("pending 0")


# ---- tabs


def test_eight_tabs_of_a_browser_share_one_stream_and_all_see_the_end(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    tabs = [watch(context.new_page(), server.url, paused) for _ in range(8)]
    assert open_streams(server) == 1
    resume(server, paused)
    for tab in tabs:
        is_complete(tab)
    wait_for_open_streams(server, 0)


def test_when_the_leading_tab_is_closed_another_one_takes_the_stream_over(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    first, second, third = (watch(context.new_page(), server.url, paused) for _ in range(3))
    first.close()
    wait_for_open_streams(server, 1)
    expect(second.get_by_test_id("connection")).to_contain_text("Connected")
    resume(server, paused)
    is_complete(second)
    is_complete(third)


def test_a_leading_tab_that_sleeps_is_replaced_and_follows_when_it_wakes(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    leading, following = (watch(context.new_page(), server.url, paused) for _ in range(2))
    leading.evaluate("""() => setTimeout(() => {
        const end = performance.now() + 9000;
        while (performance.now() < end);
    })""")
    wait_for_open_streams(server, 2)
    expect(following.get_by_test_id("connection")).to_contain_text("Connected")
    wait_for_open_streams(server, 1)
    expect(leading.get_by_test_id("connection")).to_contain_text("Connected", timeout=PATIENCE_MS)
    resume(server, paused)
    is_complete(leading)
    is_complete(following)


def test_a_tab_where_tabs_cannot_share_has_a_stream_of_its_own(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    context.add_init_script("delete Navigator.prototype.locks")
    for _ in range(2):
        watch(context.new_page(), server.url, paused)
    assert open_streams(server) == 2


def test_a_commit_in_one_tab_is_followed_in_the_other(
    server: HeadraceProcess, context: BrowserContext, demo: tuple[Path, Manifest]
) -> None:
    session_id = server.process_folders(demo[0], skip_existing=False, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    acting, watching = context.new_page(), context.new_page()
    for page in (acting, watching):
        page.goto(f"{server.url}/ingest-v2#/commit/{session_id}")
        expect(page.get_by_test_id("commit")).to_be_enabled()
    acting.get_by_test_id("commit").click()
    for page in (acting, watching):
        expect(page.get_by_test_id("done")).to_be_visible(timeout=PATIENCE_MS)


# ---- the line


def test_a_half_open_stall_is_noticed_and_the_page_goes_on(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    with proxied(server.port) as proxy:
        page = watch(context.new_page(), f"http://127.0.0.1:{proxy.port}", paused)
        # A new line may stand before the next frame is painted, so what the badge showed meanwhile is left to chance.
        proxy.stall_what_is_open()
        resume(server, paused)
        is_complete(page)


def test_a_line_that_is_cut_and_refused_is_named_and_comes_back(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    with proxied(server.port) as proxy:
        page = watch(context.new_page(), f"http://127.0.0.1:{proxy.port}", paused)
        proxy.refuse(True)
        proxy.cut()
        expect(page.get_by_test_id("connection")).to_contain_text("Reconnecting", timeout=PATIENCE_MS)
        expect(page.get_by_test_id("live-badge")).to_be_hidden()
        resume(server, paused)
        server.wait_until_over(paused)
        proxy.refuse(False)
        is_complete(page)


def test_a_server_that_is_killed_and_started_again_is_found_again(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    page = watch(context.new_page(), server.url, paused)
    server.kill()
    expect(page.get_by_test_id("connection")).to_contain_text("Reconnecting", timeout=PATIENCE_MS)
    server.start()
    expect(page.get_by_test_id("connection")).to_contain_text(re.compile("Connected|Finished"), timeout=PATIENCE_MS)
    if server.status(paused)["status"] == "paused":
        resume(server, paused)
    is_complete(page)


def test_a_session_deleted_under_its_watcher_is_said_to_be_gone(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    page = watch(context.new_page(), server.url, paused)
    with server.client() as client:
        assert client.delete(f"/api/ingest/session/{paused}").status_code == 200
    expect(page.get_by_role("heading", name=re.compile("Cancelled|Session not found"))).to_be_visible()
    page.goto(f"{server.url}/ingest-v2#/preview/{paused}")
    expect(page.get_by_role("heading", name="Session not found")).to_be_visible(timeout=PATIENCE_MS)


def test_a_page_that_was_left_comes_back_current(server: HeadraceProcess, context: BrowserContext, paused: str) -> None:
    page = watch(context.new_page(), server.url, paused)
    page.goto(f"{server.url}/healthz")
    wait_for_open_streams(server, 0)
    resume(server, paused)
    server.wait_until_over(paused)
    page.go_back()
    is_complete(page)


# ---- who streams


@pytest.mark.parametrize("why", ["rollout", "no EventSource"])
def test_a_page_that_may_not_stream_asks_once_a_second(
    why: str, browser: Browser, demo: tuple[Path, Manifest], new_server: NewServer
) -> None:
    percent = {"STREAMING_ROLLOUT_PERCENT": "0" if why == "rollout" else "100"}
    with (
        new_server(demo[0], environ=percent) as server,
        browser.new_context() as context,
    ):
        page = context.new_page()
        complaints = ConsoleErrors(page)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        if why != "rollout":
            page.add_init_script("delete window.EventSource")
        page.goto(f"{server.url}/ingest-v2#/process/{server.process_folders(demo[0])}")
        is_complete(page)
        expect(page.locator("body")).to_have_attribute("data-transport", "poll")
        assert any("polling" in line for line in said)
        assert not complaints.seen


# ---- what is done by hand


def test_a_commit_can_be_taken_back_and_made_again(
    fresh_server: HeadraceProcess, context: BrowserContext, demo: tuple[Path, Manifest]
) -> None:
    session_id = fresh_server.process_folders(demo[0], skip_existing=False, enable_nsfw_detection=False)
    fresh_server.wait_until_over(session_id)
    before = ingested(fresh_server)
    fresh_server.commit(session_id)
    page = context.new_page()
    page.goto(f"{fresh_server.url}/ingest-v2#/commit/{session_id}")
    page.get_by_test_id("undo").click()
    page.get_by_role("button", name="Undo commit").click()
    expect(page.get_by_test_id("done")).to_be_hidden(timeout=PATIENCE_MS)
    expect(page.get_by_text(re.compile("Undone: "))).to_be_visible()
    assert ingested(fresh_server) == before
    page.get_by_test_id("commit").click()
    expect(page.get_by_test_id("done")).to_contain_text(str(demo[1].ok), timeout=PATIENCE_MS)


def test_failed_files_are_read_again_in_the_same_session(
    server: HeadraceProcess, context: BrowserContext, demo: tuple[Path, Manifest]
) -> None:
    session_id = server.process_folders(demo[0], skip_existing=False, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    page = context.new_page()
    page.goto(f"{server.url}/ingest-v2#/process/{session_id}")
    failed_at = page.locator("#errors time").first
    before = failed_at.get_attribute("datetime")
    assert before is not None
    page.get_by_test_id("retry").click()
    expect(failed_at).not_to_have_attribute("datetime", before, timeout=PATIENCE_MS)
    is_complete(page)
    expect(page.get_by_test_id("counter-errors")).to_have_text(str(demo[1].errors))
    expect(page.get_by_test_id("errors").get_by_role("listitem")).to_have_count(demo[1].errors)


def test_a_cancelled_session_says_so_and_keeps_what_was_read(
    server: HeadraceProcess, context: BrowserContext, paused: str
) -> None:
    page = watch(context.new_page(), server.url, paused)
    page.get_by_test_id("cancel").click()
    page.get_by_role("button", name="Cancel session").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("to-preview")).to_contain_text("Review")


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_step_is_wider_than_the_screen(
    width: int, server: HeadraceProcess, browser: Browser, demo: tuple[Path, Manifest]
) -> None:
    session_id = server.process_folders(demo[0], skip_existing=False, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    with browser.new_context(viewport={"width": width, "height": 844}, has_touch=True, is_mobile=True) as context:
        check_that_steps_fit(context.new_page(), server.url, session_id)
