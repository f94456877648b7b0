"""The page's control of sessions in a real browser: order, runs, the red ledger and its bug report, the history."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.demo import Manifest
from tests.support.browser import ConsoleErrors
from tests.support.control import get, post, sound_files
from tests.support.server import HeadraceProcess, NewServer
from tests.support.tcp_proxy import proxied

PATIENCE_MS = 60_000
QUICK: dict[str, Any] = {"enable_nsfw_detection": False}


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    complaints = ConsoleErrors(page)
    yield page
    assert not complaints.seen


@pytest.fixture
def paused(server: HeadraceProcess, demo: tuple[Path, Manifest]) -> str:
    """A session that is paused with files pending."""
    session_id = server.process_folders(demo[0], skip_existing=False, **QUICK)
    post(server, f"pause/{session_id}")
    while not server.status(session_id)["ledger"]["discovered"]:  # paused before anything was listed: once more
        post(server, f"resume/{session_id}")
        server.wait_for(session_id, "the session has started", lambda state: state["status"] != "starting")
        post(server, f"pause/{session_id}")
    assert server.status(session_id)["ledger"]["pending"] > 0
    return session_id


def over(server: HeadraceProcess, folder: Path, **options: Any) -> str:
    session_id = server.process_folders(folder, **(QUICK | options))
    server.wait_until_over(session_id)
    return session_id


def process_step(page: Page, url: str, session_id: str) -> None:
    page.goto(f"{url}/ingest-v2#/process/{session_id}")
    expect(page.get_by_test_id("step-process")).to_be_visible()


# ---- order of work


def test_priority_and_the_next_folder_are_set_from_the_page_and_shown_in_every_tab(
    server: HeadraceProcess, context: BrowserContext, page: Page, paused: str, demo: tuple[Path, Manifest]
) -> None:
    other = context.new_page()
    for tab in (page, other):
        process_step(tab, server.url, paused)
    page.get_by_test_id("priority").select_option("high")
    expect(other.get_by_test_id("priority")).to_have_value("high", timeout=PATIENCE_MS)
    assert server.status(paused)["priority"] == "high"

    page.get_by_test_id("next-open").press("Enter")
    dialog = page.get_by_test_id("next-dialog")
    folder = get(server, f"session/{paused}/pending-folders")["folders"][-1]["path"]
    name = Path(folder).name
    dialog.get_by_role("searchbox").fill(name)
    dialog.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.press("Enter")
    expect(dialog).to_be_hidden()
    for tab in (page, other):
        expect(tab.get_by_test_id("next-chosen")).to_contain_text(name, timeout=PATIENCE_MS)
    assert Path(server.status(paused)["next_folder"]).name == name
    page.get_by_role("button", name="Restore the normal order").click()
    expect(other.get_by_test_id("next-chosen")).to_be_hidden(timeout=PATIENCE_MS)
    assert server.status(paused)["next_folder"] == ""
    post(server, f"cancel/{paused}")
    expect(page.get_by_test_id("queue")).to_be_hidden(timeout=PATIENCE_MS)


def test_one_cause_and_one_file_are_read_again_as_runs_of_their_own(
    browser: Browser, new_server: NewServer, tmp_path: Path
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    for name, data in (("a.png", b""), ("b.png", b""), ("c.png", b"no picture at all")):
        (folder / name).write_bytes(data)
    with new_server(folder) as own, browser.new_context() as context:
        session_id = over(own, folder)
        page = context.new_page()
        process_step(page, own.url, session_id)
        page.get_by_role("button", name="Retry c.png").click()
        expect(page.get_by_test_id("errors").get_by_role("listitem").first).to_contain_text("c.png")
        own.wait_for(session_id, "run 2 has begun", lambda state: state["run"] == 2)
        own.wait_until_over(session_id)
        causes = page.get_by_test_id("causes").get_by_role("listitem")
        expect(causes).to_have_count(2, timeout=PATIENCE_MS)
        expect(causes.first).to_contain_text("2 files")
        causes.first.get_by_role("button").press("Enter")
        own.wait_for(session_id, "run 3 has begun", lambda state: state["run"] == 3)
        own.wait_until_over(session_id)
        runs = get(own, f"session/{session_id}")["runs"]
        assert [(run["kind"], run["ok"] + run["failed"]) for run in runs] == [("first", 3), ("files", 1), ("cause", 2)]
        page.goto("about:blank")


@pytest.mark.parametrize("streaming", ["100", "0"])
def test_a_session_that_waits_can_be_paused_and_one_that_is_paused_can_wait_again(
    browser: Browser, new_server: NewServer, tmp_path: Path, streaming: str
) -> None:
    folder, unmounted = sound_files(tmp_path / "media", 300), tmp_path / "unmounted"
    environ = {"HEADRACE_WORKERS": "2", "STREAMING_ROLLOUT_PERCENT": streaming}
    with (
        new_server(tmp_path, environ=environ) as own,
        browser.new_context() as context,
    ):
        session_id = own.process_folders(folder, **QUICK)
        own.wait_for(session_id, "some files are read", lambda state: state["processed_files"] > 5)
        folder.rename(unmounted)
        folder.mkdir()
        page = context.new_page()
        complaints = ConsoleErrors(page)
        process_step(page, own.url, session_id)
        pause, go_on, cancel = (page.get_by_role("button", name=name) for name in ("Pause", "Resume", "Cancel"))
        message = page.locator("#process-message")

        expect(page.get_by_role("heading", name="Waiting")).to_be_visible(timeout=PATIENCE_MS)
        expect(message).to_contain_text("Processing resumes automatically")
        expect(page.get_by_test_id("time-left")).to_have_text("waiting")
        for button, is_offered in ((pause, True), (go_on, False), (cancel, True)):
            expect(button).to_be_visible(visible=is_offered)
        lists = context.new_page()
        for step, badge in (("history", ".past-status"), ("configure", ".session-status")):
            lists.goto(f"{own.url}/ingest-v2#/{step}")
            expect(lists.locator(f"#step-{step} {badge}")).to_have_text(re.compile(r"Waiting \d+%"))
        lists.close()

        pause.click()
        expect(page.get_by_role("heading", name="Paused")).to_be_visible(timeout=PATIENCE_MS)
        expect(message).to_contain_text("Paused. The folder ")
        expect(message).to_contain_text("Is its disk mounted?")
        for button, is_offered in ((pause, False), (go_on, True), (cancel, True)):
            expect(button).to_be_visible(visible=is_offered)

        go_on.click()
        expect(message).to_contain_text("Processing resumes automatically", timeout=PATIENCE_MS)
        pause.click()
        expect(message).to_contain_text("Paused. The folder ", timeout=PATIENCE_MS)
        folder.rmdir()
        unmounted.rename(folder)
        expect(message).to_be_hidden(timeout=PATIENCE_MS)
        expect(page.get_by_role("heading", name="Paused")).to_be_visible()
        go_on.click()
        expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
        assert not complaints.seen
        page.goto("about:blank")


def test_what_a_cancelled_session_left_is_read_from_the_page(server: HeadraceProcess, page: Page, paused: str) -> None:
    process_step(page, server.url, paused)
    page.get_by_test_id("cancel").click()
    page.get_by_role("button", name="Cancel session").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_test_id("read-rest").click()
    expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
    assert server.status(paused)["ledger"]["pending"] == 0


def test_zero_files_say_why_on_the_page(server: HeadraceProcess, page: Page, demo: tuple[Path, Manifest]) -> None:
    process_step(page, server.url, over(server, demo[0], pattern="*.none"))
    expect(page.locator("#process-message")).to_contain_text("No matching files: none of ")
    expect(page.get_by_test_id("percent")).to_have_text("–")


# ---- the red ledger


def plainly(data: bytes) -> bytes:
    """The browser asks for no compression, in as many bytes."""
    return re.sub(rb"(?i)(accept-encoding: )([^\r]+)", lambda found: found[1] + b"identity".ljust(len(found[2])), data)


def wrongly(data: bytes) -> bytes:
    """Every “ok” of a ledger is another number of as many digits."""
    return re.sub(rb'("discovered":\d+,"ok":)(\d)', lambda found: found[1] + b"%d" % (9 - int(found[2])), data)


@pytest.mark.parametrize("with_paths", [False, True])
def test_a_state_that_does_not_add_up_is_red_and_can_be_saved_as_a_bug_report(
    server: HeadraceProcess, page: Page, paused: str, demo: tuple[Path, Manifest], tmp_path: Path, with_paths: bool
) -> None:
    process_step(page, server.url, paused)
    expect(page.get_by_test_id("ledger")).to_contain_text("discovered")
    expect(page.get_by_test_id("ledger-wrong")).to_be_hidden()
    with proxied(server.port, there=plainly, back=wrongly) as proxy:
        page.goto(f"http://127.0.0.1:{proxy.port}/ingest-v2#/process/{paused}")
        wrong = page.get_by_test_id("ledger-wrong")
        expect(wrong).to_contain_text("This does not add up", timeout=PATIENCE_MS)
        red = page.locator("#ledger-card").evaluate("(card) => getComputedStyle(card).borderColor")
        assert red != page.locator(".errors-card").evaluate("(card) => getComputedStyle(card).borderColor")
        if with_paths:
            wrong.get_by_label("with file names and folders").check()
        with page.expect_download() as downloading:
            page.get_by_test_id("bug-report").click()
        saved = tmp_path / "report.json"
        downloading.value.save_as(saved)
        page.goto("about:blank")
    text = saved.read_text()
    report = json.loads(text)
    assert report["state"]["session_id"] == paused
    assert any("are not" in sentence for sentence in report["contradictions"])
    assert report["version"] and report["browser"]
    assert report["frames"], "the last frames are in it"
    folder = str(demo[0])
    assert (folder in text) == (with_paths and folder in json.dumps(server.status(paused)))
    post(server, f"cancel/{paused}")


# ---- the history


def test_the_history_shows_all_sessions_a_page_at_a_time(
    browser: Browser, demo: tuple[Path, Manifest], new_server: NewServer
) -> None:
    with new_server(demo[0]) as server, browser.new_context() as context:
        read = over(server, demo[0])
        post(server, f"retry/{read}", {})
        server.wait_until_over(read)
        server.commit(read)
        for each in [server.process_folders(demo[0], pattern="*.none", **QUICK) for _ in range(20)]:
            server.wait_until_over(each)
        page = context.new_page()
        complaints = ConsoleErrors(page)
        page.goto(f"{server.url}/ingest-v2")
        page.get_by_test_id("to-history").click()
        expect(page.get_by_role("heading", name="History")).to_be_focused()
        entries = page.get_by_test_id("past")
        expect(entries).to_have_count(20)
        page.get_by_test_id("history-more").press("Enter")
        expect(entries).to_have_count(21)
        expect(page.get_by_test_id("history-more")).to_be_hidden()
        last = entries.last
        expect(last).to_contain_text("Committed")
        expect(last).to_contain_text("Run 2 all failed files retried")
        expect(last.get_by_role("img")).to_have_attribute("aria-label", re.compile("files a second over"))
        last.get_by_text("Parameters").click()
        expect(last).to_contain_text("known files skipped · metadata")
        expect(last.get_by_role("link", name="CSV")).to_have_attribute("href", f"/api/ingest/report/{read}?format=csv")
        last.get_by_role("button", name="Undo").click()
        page.get_by_role("button", name="Undo commit").click()
        expect(entries.first).to_be_visible()
        page.get_by_test_id("history-more").click()
        expect(entries.last).to_contain_text("Undone", timeout=PATIENCE_MS)
        first = entries.first
        gone = first.get_by_role("link", name="CSV").get_attribute("href")
        first.get_by_role("button", name=re.compile("^Delete the session")).click()
        page.get_by_role("button", name="Delete session").click()
        expect(entries).to_have_count(20)
        with server.client() as client:
            assert client.get(str(gone)).status_code == 410
        assert not complaints.seen


@pytest.mark.parametrize("width", [360, 1280])
def test_the_history_is_no_wider_than_the_screen(
    width: int, server: HeadraceProcess, browser: Browser, demo: tuple[Path, Manifest]
) -> None:
    over(server, demo[0], skip_existing=False)
    with browser.new_context(viewport={"width": width, "height": 780}) as context:
        page = context.new_page()
        page.goto(f"{server.url}/ingest-v2#/history")
        expect(page.get_by_test_id("past").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_files_that_vanish_fail_by_name_and_files_that_appear_are_not_counted_twice(
    new_server: NewServer, page: Page, demo: tuple[Path, Manifest], tmp_path: Path
) -> None:
    with new_server(tmp_path) as own:
        source = next(file for file in demo[1].files if file.format == "png" and file.outcome == "ok")
        folder = tmp_path / "media"
        folder.mkdir()
        for number in range(60):
            shutil.copy(demo[0] / source.path, folder / f"{number:03}.png")
        session_id = own.process_folders(folder, **QUICK)
        own.wait_for(session_id, "all files are found", lambda state: state["ledger"]["discovered"] == 60)
        post(own, f"pause/{session_id}")
        (folder / "059.png").unlink()
        shutil.copy(demo[0] / source.path, folder / "appeared.png")
        post(own, f"resume/{session_id}")
        process_step(page, own.url, session_id)
        expect(page.get_by_test_id("percent")).to_have_text("100%", timeout=PATIENCE_MS)
        ledger = own.wait_until_over(session_id)["ledger"]
        assert (ledger["discovered"], ledger["pending"]) == (60, 0)
        assert ledger["failed"] <= 1
        page.goto("about:blank")
