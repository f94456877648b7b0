"""Chromium behind the interface of the other two engines. Tests of Chromium alone use Playwright directly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, ViewportSize

from tests.support.browser import ConsoleErrors, chromium
from tests.support.engines.interface import HEIGHT, WIDTH, unwrapped, wrapped


class Chromium:
    """One window of Chromium."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._errors = ConsoleErrors(page)

    @property
    def complaints(self) -> list[str]:
        return self._errors.seen

    def goto(self, url: str) -> None:
        self._page.goto(url)

    def evaluate(self, function: str, *args: Any) -> Any:
        call = wrapped(function), json.dumps(args)
        try:
            return unwrapped(self._page.evaluate(*call))
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
            self._page.wait_for_load_state()  # a link leads to another page
            return unwrapped(self._page.evaluate(*call))

    def click(self, selector: str) -> None:
        self._page.locator(selector).first.click()

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def screenshot(self, path: Path) -> None:
        self._page.screenshot(path=path)


@contextmanager
def chromium_window(path: str | None = None) -> Iterator[Chromium]:
    """Debian's Chromium, or the one at `path`."""
    with chromium(path=path) as browser:
        yield Chromium(browser.new_page(viewport=ViewportSize(width=WIDTH, height=HEIGHT)))
