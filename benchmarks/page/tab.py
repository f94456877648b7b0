"""A tab, and what Chromium's own counters say of it (https://chromedevtools.github.io/devtools-protocol/)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.support.chromium import launch_chromium

ROUND_TRIP_MS, BYTES_A_SECOND = 100, 1.6e6 / 8
"""The network of a first load: 100 ms and 1.6 Mbit/s."""

WATCH_FRAMES = """
() => {
  window.measured = { frames: [], tasks: [] };
  const { frames, tasks } = window.measured;
  let last = performance.now();
  const tick = (now) => { frames.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)))
    .observe({ type: "longtask" });
}
"""


@dataclass(slots=True)
class Tab:
    """A tab in a browser profile of its own, so that nothing is cached."""

    page: Page
    devtools: CDPSession
    whole_browser: CDPSession
    sizes: dict[str, int] = field(default_factory=dict)
    """Request → bytes on the wire, headers included."""

    def count_requests(self) -> None:
        """Count what is fetched from now on."""

        def finished(event: dict[str, Any]) -> None:
            self.sizes[event["requestId"]] = int(event["encodedDataLength"])

        self.devtools.on("Network.loadingFinished", finished)
        self.devtools.send("Network.enable")

    def slow_down(self) -> None:
        network = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        self.devtools.send("Network.emulateNetworkConditions", {"offline": False, "latency": ROUND_TRIP_MS, **network})

    @property
    def requests(self) -> int:
        """Answers from the browser's own cache have no bytes, and do not count."""
        return sum(size > 0 for size in self.sizes.values())

    @property
    def kilobytes(self) -> float:
        return sum(self.sizes.values()) / 1000

    def first_contentful_paint_ms(self) -> float:
        return float(self.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))

    def elements(self) -> int:
        """Return how many elements the document has. Contents of templates do not count."""
        return int(self.page.evaluate("document.getElementsByTagName('*').length"))

    def heap_mb(self) -> tuple[float, float]:
        """Return the JavaScript heap, and what the browser keeps for it outside, after a garbage collection."""
        self.devtools.send("HeapProfiler.collectGarbage")
        usage = self.devtools.send("Runtime.getHeapUsage")
        outside = usage.get("embedderHeapUsedSize", 0) + usage.get("backingStorageSize", 0)
        return usage["usedSize"] / 1e6, outside / 1e6

    def main_thread_s(self) -> float:
        """Return the processor time of the page's main thread, in seconds: scripts, styles, layout, painting."""
        metrics = self.devtools.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))

    def processes_s(self) -> dict[str, float]:
        """Return the processor time of the browser's processes, in seconds, by their kind."""
        times: dict[str, float] = {}
        for process in self.whole_browser.send("SystemInfo.getProcessInfo")["processInfo"]:
            times[process["type"]] = times.get(process["type"], 0.0) + process["cpuTime"]
        return times

    def watch_frames(self) -> None:
        self.page.evaluate(WATCH_FRAMES)

    def frames_and_tasks(self) -> tuple[list[float], list[float]]:
        """Return the times between frames and the durations of long tasks since `watch_frames`, in ms, in order."""
        measured = self.page.evaluate("window.measured")
        return sorted(measured["frames"]), sorted(measured["tasks"])

    def settle(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1000)


@contextmanager
def open_tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    tab = Tab(page, context.new_cdp_session(page), browser.new_browser_cdp_session())
    tab.devtools.send("Performance.enable")
    try:
        yield tab
    finally:
        context.close()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Raises `BenchmarkError` if Chromium does not start."""
    with launch_chromium() as page:
        browser = page.context.browser
        assert browser is not None
        yield browser


def wait_for_url(tab: Tab, url: str, selector: str, seconds: float = 120) -> float:
    """Open `url` and wait until `selector` is visible. Return the seconds that took."""
    began = time.monotonic()
    tab.page.goto(url, timeout=seconds * 1000)
    tab.page.locator(selector).first.wait_for(timeout=seconds * 1000)
    return time.monotonic() - began
