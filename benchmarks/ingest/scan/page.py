"""The page in Chromium while it watches a session: what JavaScript holds on to, after a collection."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.ingest.growth import growth
from benchmarks.streaming.commands.paint import FLAGS
from benchmarks.support.cache import BenchmarkError

EVERY_S = 5.0


@dataclass(slots=True)
class WatchingPage:
    """One tab that shows a session."""

    page: Page
    devtools: CDPSession
    heap_mb: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the first look, megabytes of JavaScript's heap in use."""
    nodes: list[int] = field(default_factory=list)
    """Nodes of the document, at the same moments."""
    _began: float = 0.0

    def open(self, url: str, session_id: str) -> None:
        self.page.goto(f"{url}/ingest-v2#/process/{session_id}")
        self.page.get_by_test_id("counter-processed_files").wait_for()
        self._began = time.monotonic()

    def look_if_due(self) -> None:
        """Weigh the heap, unless that was done a moment ago; the collection would be most of the page's work."""
        if not self.heap_mb or time.monotonic() - self._began - self.heap_mb[-1][0] >= EVERY_S:
            self.look()

    def look(self) -> None:
        self.devtools.send("HeapProfiler.collectGarbage")
        used = self.devtools.send("Runtime.getHeapUsage")["usedSize"]
        self.heap_mb.append((time.monotonic() - self._began, used / 1e6))
        self.nodes.append(self.devtools.send("Memory.getDOMCounters")["nodes"])

    @property
    def peak_mb(self) -> float:
        return max(megabytes for _, megabytes in self.heap_mb)

    @property
    def growth_mb(self) -> float:
        return growth(self.heap_mb)


@contextmanager
def watching_page() -> Iterator[WatchingPage]:
    """A browser with one empty tab. Raises BenchmarkError where there is no Chromium."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise BenchmarkError("There is no Chromium. Install it (apt-get install chromium), or add --no-page.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        yield WatchingPage(page, page.context.new_cdp_session(page))
        browser.close()
