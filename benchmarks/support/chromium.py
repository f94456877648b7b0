"""A Chromium tab, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks.support.cache import BenchmarkError

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)


@contextmanager
def launch_chromium() -> Iterator[Page]:
    """Yield an empty tab of 1280 × 800 pixels. Raises `BenchmarkError` if Chromium does not start."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        except Error as error:
            raise BenchmarkError(
                f"Chromium did not start. Is it installed (apt-get install chromium-headless-shell)?\n{error}"
            ) from error
        yield browser.new_page(viewport={"width": 1280, "height": 800})
        browser.close()
