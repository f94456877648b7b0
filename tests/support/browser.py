"""A real Chromium for tests, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.support.needs import check_declared
from tests.support.paths import REPOSITORY

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
KEPT = REPOSITORY / "test-results"
"""Screenshots are kept here after a run, for people to look at."""


def chromium_path() -> str | None:
    """Return the path of the installed browser, or None to use the one that Playwright brings."""
    return os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    check_declared("browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def keep_screenshot(page: Page, name: str) -> None:
    KEPT.mkdir(exist_ok=True)
    page.screenshot(path=KEPT / f"{name}.png")


class ConsoleErrors:
    """Collects the uncaught errors and the console errors of a page."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("pageerror", lambda error: self.seen.append(f"uncaught: {error}"))
        page.on("console", lambda message: self.seen.append(message.text) if message.type == "error" else None)


@contextmanager
def uncomplaining_page(browser: Browser, size: ViewportSize | None = None) -> Iterator[Page]:
    """A page that must have no error when it is closed."""
    page = browser.new_page(viewport=size)
    complaints = ConsoleErrors(page)
    yield page
    page.close()
    assert not complaints.seen
