"""Title, badges, bar and buttons say the same about a session, in every state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page.process.support import PATIENCE_MS, QUICK, broken_files, over, paused_while_reading, show
from tests.support.control import endless_files, post, sound_files
from tests.support.server import HeadraceProcess, assert_ledger_adds_up
from tests.support.waiting import wait_until

BAR_COLOUR = "getComputedStyle(document.getElementById('bar-fill')).backgroundImage"


def bar_state(page: Page) -> str | None:
    return page.get_by_test_id("progress-bar").get_attribute("data-state")


def test_a_paused_session_is_not_live_and_its_bar_rests(server: HeadraceProcess, media: Path, page: Page) -> None:
    folder = endless_files(media / "paused", 2)
    session_id = server.process_folders(folder, **QUICK)
    server.wait_for(session_id, "a file is being read", lambda state: state["current_file"])
    show(page, server, session_id)
    expect(page.get_by_test_id("live-badge")).to_be_visible(timeout=PATIENCE_MS)
    assert bar_state(page) == "running"
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name="Paused")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("live-badge")).to_be_hidden()
    expect(page.get_by_test_id("connection")).to_have_text("Connected")
    expect(page.get_by_test_id("current-file")).to_have_text("Paused. No further file is started.")
    wait_until(lambda: bar_state(page), "the bar rests", holds=lambda state: state == "resting")
    assert page.evaluate(BAR_COLOUR) == "none", "neither the blue of work nor the red of an error"
    post(server, f"cancel/{session_id}")
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("connection")).to_have_text("Ended")
    assert bar_state(page) == "empty", "nothing was read"


def test_a_paused_session_is_nowhere_called_running(server: HeadraceProcess, media: Path, page: Page) -> None:
    session_id = paused_while_reading(server, endless_files(media / "not running", 2))
    page.goto(f"{server.url}/ingest-v2#/configure")
    expect(page.locator("#resume-title")).to_have_text("A session is paused: 0%")
    page.goto(f"{server.url}/ingest-v2#/preview/{session_id}")
    expect(page.locator("#preview-running")).to_have_text("Paused 0%")
    page.goto(f"{server.url}/ingest-v2#/configure")
    page.get_by_test_id("sessions").get_by_role("button").first.click()
    expect(page.locator("#confirm")).to_contain_text("It is not finished and will be cancelled.")
    page.keyboard.press("Escape")
    post(server, f"resume/{session_id}")
    server.wait_for(session_id, "a file is being read", lambda state: state["status"] == "processing")
    page.reload()
    expect(page.locator("#resume-title")).to_have_text("A session is running: 0%")
    post(server, f"cancel/{session_id}")


def test_the_icon_of_no_file_is_level_with_its_text(server: HeadraceProcess, media: Path, page: Page) -> None:
    show(page, server, over(server, sound_files(media / "level", 2)))
    expect(page.get_by_test_id("current-file")).to_have_text("No file is being read.")
    middles = page.evaluate(
        "['#current .icon', '#current-file'].map((one) => document.querySelector(one).getBoundingClientRect())"
        ".map(({ top, height }) => top + height / 2)"
    )
    assert middles[0] == pytest.approx(middles[1], abs=2)


@pytest.mark.slow
def test_remaining_and_failed_files_are_two_actions(server: HeadraceProcess, media: Path, page: Page) -> None:
    folder = broken_files(media / "rest", 1)
    endless_files(folder / "slow", 1)
    session_id = server.process_folders(folder, **QUICK)
    server.wait_for(session_id, "one has failed", lambda state: state["ledger"]["failed"] == 1)
    post(server, f"cancel/{session_id}")
    show(page, server, session_id)
    wait_until(lambda: bar_state(page), "the bar rests", holds=lambda state: state == "resting")
    expect(page.get_by_test_id("retry")).to_have_text("Retry 1 failed file")
    expect(page.get_by_test_id("read-rest")).to_have_text("Read the remaining 1 file")
    expect(page.locator("#process-message")).to_have_text("Cancelled. 1 file was not read.")

    page.get_by_test_id("retry").click()
    state = server.wait_for(
        session_id, "it was read again", lambda now: now["run"] == 2 and now["status"] != "processing"
    )
    assert (state["ledger"]["failed"], state["ledger"]["pending"]) == (1, 1), "the other one stays pending"
    page.get_by_test_id("read-rest").click()
    state = server.wait_for(session_id, "the rest is read", lambda now: now["run"] == 3 and now["current_file"])
    assert (state["ledger"]["failed"], state["ledger"]["pending"]) == (1, 1), "the failed one is left alone"
    assert_ledger_adds_up(state)
    post(server, f"cancel/{session_id}")


def test_a_session_without_files_claims_nothing(server: HeadraceProcess, media: Path, page: Page) -> None:
    (media / "empty").mkdir()
    show(page, server, over(server, media / "empty"))
    expect(page.get_by_role("heading", level=1)).to_have_text("No matching files")
    expect(page.get_by_test_id("percent")).to_have_text("–")
    assert bar_state(page) == "empty"
    expect(page.get_by_test_id("progress-bar")).to_have_attribute("aria-valuenow", "0")
    expect(page.get_by_test_id("to-preview")).to_be_hidden()
    page.get_by_test_id("choose-another").click()
    expect(page).to_have_url(re.compile("#/configure$"))


def test_a_session_that_skipped_everything_leads_to_the_library(
    server: HeadraceProcess, media: Path, page: Page
) -> None:
    folder = sound_files(media / "known", 2)
    server.commit(over(server, folder))
    show(page, server, over(server, folder, skip_existing=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing new to read")
    expect(page.get_by_test_id("percent")).to_have_text("–")
    expect(page.get_by_test_id("choose-another")).to_be_visible()
    page.get_by_role("link", name="Open library").click()
    expect(page).to_have_url(re.compile("/library$"))


def test_files_that_all_failed_are_not_called_read(server: HeadraceProcess, media: Path, page: Page) -> None:
    show(page, server, over(server, broken_files(media / "broken", 2)))
    expect(page.get_by_role("heading", level=1)).to_have_text("No file could be read")
    expect(page.get_by_test_id("to-preview")).to_have_text("Review 2 files")


def test_the_display_delay_is_shown_to_those_who_want_details(server: HeadraceProcess, media: Path, page: Page) -> None:
    session_id = paused_while_reading(server, endless_files(media / "delay", 2))
    post(server, f"resume/{session_id}")
    show(page, server, session_id)
    for _ in range(6):
        for priority in ("high", "low"):
            page.get_by_test_id("priority").select_option(priority)
            page.wait_for_timeout(120)
    delay = page.get_by_text(re.compile(r"^Display delay \d+(\.\d)? ms · p95 \d+(\.\d)? ms$"))
    expect(page.get_by_text("Details", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    expect(delay).to_be_hidden()
    page.get_by_text("Details", exact=True).click()
    expect(delay).to_be_visible()
    post(server, f"cancel/{session_id}")
