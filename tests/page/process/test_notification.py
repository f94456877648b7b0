"""A notification at the end: for those who ask, once for all tabs, and with a word where there can be none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.page.process.support import PATIENCE_MS, QUICK, show
from tests.support.browser import ConsoleErrors
from tests.support.control import endless_files, post
from tests.support.server import HeadraceProcess

NOTE_NOTIFICATIONS = """
window.notified = [];
window.asked = 0;
const Real = window.Notification;
window.Notification = class extends Real {
  constructor(title, options) {
    super(title, options);
    window.notified.push({ title, ...options });
  }
  static requestPermission() {
    window.asked += 1;
    return Real.requestPermission();
  }
};
"""
"""The browser's own notifications, and a note of each."""
REFUSALS = {
    "denied": "Notifications are blocked for this page. Allow them in the browser's settings for this site.",
    "default": "The browser was not allowed to show notifications.",
}
"""The browser's answer → what the page says."""


@pytest.fixture
def tabs(browser: Browser, server: HeadraceProcess) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.add_init_script(NOTE_NOTIFICATIONS)
    yield context
    context.close()


@pytest.fixture
def session_id(server: HeadraceProcess, media: Path, request: pytest.FixtureRequest) -> str:
    """A session that runs until it is cancelled."""
    folder = endless_files(media / request.node.name.split("[")[0], 1)
    return server.process_folders(folder, **QUICK)


def open_tab(tabs: BrowserContext, server: HeadraceProcess, session_id: str) -> Page:
    page = tabs.new_page()
    ConsoleErrors(page)
    show(page, server, session_id)
    expect(page.get_by_test_id("notify")).to_be_visible(timeout=PATIENCE_MS)
    return page


def test_one_tab_of_several_notifies_at_the_end_and_nobody_who_did_not_ask_is_asked(
    tabs: BrowserContext, server: HeadraceProcess, session_id: str
) -> None:
    tabs.grant_permissions(["notifications"], origin=server.url)
    pages = [open_tab(tabs, server, session_id) for _ in range(3)]
    assert [page.evaluate("window.asked") for page in pages] == [0, 0, 0]
    pages[0].get_by_test_id("notify").click()
    for page in pages:
        expect(page.get_by_test_id("notify")).to_have_attribute("aria-pressed", "true")
    pages[0].goto("about:blank")  # it is not the tab that asked which has to be there
    post(server, f"cancel/{session_id}")
    for page in pages[1:]:
        expect(page.get_by_role("heading", name="Cancelled")).to_be_visible(timeout=PATIENCE_MS)
    pages[1].wait_for_function("() => window.notified.length > 0 || !localStorage.getItem('headrace:notify')")
    pages[1].wait_for_timeout(500)
    notified = [one for page in pages[1:] for one in page.evaluate("window.notified")]
    assert [one["title"] for one in notified] == ["Session cancelled"]
    assert "1 file was not read" in notified[0]["body"]


def test_a_wish_can_be_taken_back(tabs: BrowserContext, server: HeadraceProcess, session_id: str) -> None:
    tabs.grant_permissions(["notifications"], origin=server.url)
    page = open_tab(tabs, server, session_id)
    page.get_by_test_id("notify").click()
    expect(page.get_by_test_id("notify")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("notify").click()
    expect(page.get_by_test_id("notify")).to_have_attribute("aria-pressed", "false")
    post(server, f"cancel/{session_id}")
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(500)
    assert page.evaluate("window.notified") == []


def test_a_refusal_is_said(tabs: BrowserContext, server: HeadraceProcess, session_id: str) -> None:
    page = open_tab(tabs, server, session_id)
    answer = page.evaluate(
        "Notification.requestPermission()"
    )  # without a grant, Chromium denies; its shell says nothing
    page.get_by_test_id("notify").click()
    expect(page.get_by_test_id("notify-note")).to_have_text(REFUSALS[answer])
    expect(page.get_by_test_id("notify")).to_have_attribute("aria-pressed", "false")
    post(server, f"cancel/{session_id}")
