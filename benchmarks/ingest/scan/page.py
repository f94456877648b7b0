"""The page in Chromium while it watches a session: the size of its JavaScript heap after garbage collection."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page

from benchmarks.ingest.growth import measure_growth
from benchmarks.support.chromium import launch_chromium

EVERY_S = 5.0


@dataclass(slots=True)
class WatchingPage:
    """A tab that shows a session. Implements `SessionWatcher`."""

    page: Page
    devtools: CDPSession
    heap_mb: list[tuple[float, float]] = field(default_factory=list)
    """(seconds since the page was opened, megabytes of heap in use)."""
    nodes: list[int] = field(default_factory=list)
    """Number of DOM nodes at the same moments."""
    _began: float = 0.0

    def open(self, url: str, session_id: str) -> None:
        self.page.goto(f"{url}/ingest-v2#/process/{session_id}")
        self.page.get_by_test_id("counter-processed_files").wait_for()
        self._began = time.monotonic()

    def sample_if_due(self) -> None:
        """Sample the heap at most every `EVERY_S` seconds, because each sample collects garbage."""
        if not self.heap_mb or time.monotonic() - self._began - self.heap_mb[-1][0] >= EVERY_S:
            self.sample()

    def sample(self) -> None:
        self.devtools.send("HeapProfiler.collectGarbage")
        used = self.devtools.send("Runtime.getHeapUsage")["usedSize"]
        self.heap_mb.append((time.monotonic() - self._began, used / 1e6))
        self.nodes.append(self.devtools.send("Memory.getDOMCounters")["nodes"])

    @property
    def peak_mb(self) -> float:
        return max(megabytes for _, megabytes in self.heap_mb)

    @property
    def growth_mb(self) -> float:
        return measure_growth(self.heap_mb)


@contextmanager
def open_page() -> Iterator[WatchingPage]:
    """Yield an empty tab. Raises `BenchmarkError` if Chromium does not start."""
    with launch_chromium() as page:
        yield WatchingPage(page, page.context.new_cdp_session(page))
