"""Emit to painted pixel: the real page in Chromium while a session reads 1,000 files a second."""

from __future__ import annotations

import shutil
import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.streaming.cache import BenchmarkError
from benchmarks.streaming.server import Server
from benchmarks.streaming.servers.product import SESSION
from benchmarks.streaming.wire import FilesServer

RATE = 1_000.0
"""Files a second."""
FILES, QUICK_FILES = 20_000, 3_000
SETTLE_MS = 1_000
WARM_UP = 0.1
"""Share of the run at whose end the page's code is compiled; what was painted before is not counted."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
)

WATCH_COUNTER = """
() => {
  const shown = document.querySelector('[data-testid="counter-processed_files"]');
  const port = new MessageChannel();
  let value = 0;
  window.painted = [];
  port.port1.onmessage = () => window.painted.push([value, performance.timeOrigin + performance.now()]);
  new MutationObserver(() => {
    const now = Number((shown.innerText.match(/[0-9][0-9,.\\u202f]*/) ?? ["0"])[0].replace(/[^0-9]/g, ""));
    if (now === value) return;
    value = now;
    port.port2.postMessage(null);
  }).observe(shown, { subtree: true, childList: true, characterData: true });
}
"""
"""The page writes in an animation frame (`frame-scheduler.js`); the task after that frame finds it on the screen."""


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    samples: int
    p50_ms: float
    p95_ms: float
    max_ms: float


def measure(*, quick: bool) -> list[Row]:
    """Two views of the same run; both end when the pixels are painted."""
    with FilesServer() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"http://127.0.0.1:{server.publisher.address['port']}/ingest-v2#/process/{SESSION}")
        page.get_by_test_id("live-badge").wait_for()
        page.evaluate(WATCH_COUNTER)
        emitted, painted = _run(server, page, QUICK_FILES if quick else FILES)
        browser.close()
    return _rows(emitted, painted)


def _run(server: Server, page: Page, files: int) -> tuple[dict[int, float], list[tuple[int, float]]]:
    """When each count was emitted and when counts were painted, both in milliseconds of the wall clock."""
    server.publisher.order(RATE, files, 0)
    answer: dict[str, Any] = server.publisher.answer()  # at once: a server that cannot get rid of it stands still
    page.wait_for_timeout(SETTLE_MS)
    clock_ms = (time.time_ns() - time.monotonic_ns()) / 1e6
    emitted = {number: at / 1e6 + clock_ms for at, kind, number in answer["emitted"] if kind == "finished"}
    painted = [(int(value), float(at)) for value, at in page.evaluate("() => window.painted")]
    if not painted or painted[-1][0] != files:
        raise BenchmarkError(f"the page painted {painted[-1:] or 'nothing'} of {files} files at last")
    return emitted, painted


def _rows(emitted: dict[int, float], painted: Sequence[tuple[int, float]]) -> list[Row]:
    cold = len(emitted) * WARM_UP
    states = [at - emitted[value] for value, at in painted if value > cold]
    values = [value for value, _ in painted]
    changes = [painted[bisect_left(values, number)][1] - at for number, at in emitted.items() if number > cold]
    return [_row("a state that is painted, from its emission", states), _row("every single change", changes)]


def _row(what: str, times: list[float]) -> Row:
    ordered = sorted(times)

    def percentile(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    return Row(what, len(ordered), percentile(0.5), percentile(0.95), round(ordered[-1], 1))


def as_json(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [asdict(row) for row in rows]


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title=f"Emit to painted pixel in Chromium, {RATE:,.0f} files a second")
    for name in ("what", "samples", "p50 ms", "p95 ms", "max ms"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in rows:
        table.add_row(row.what, str(row.samples), f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}", f"{row.max_ms:.1f}")
    console.print(table)
