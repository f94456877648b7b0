"""Measure the time from emission to painted pixel: the real page in Chromium, 1,000 files per second."""

from __future__ import annotations

import argparse
import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Page
from rich.console import Console
from rich.table import Table

from benchmarks.streaming.result import Result
from benchmarks.streaming.server import FilesServer, Server
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout
from benchmarks.support.chromium import launch_chromium

RATE = 1_000.0
"""Files per second."""
FILES, QUICK_FILES = 20_000, 3_000
SETTLE_MS = 1_000
WARM_UP = 0.1
"""Share of the run that is not counted, because the browser is still compiling the page's code."""

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
"""The page changes the counter inside an animation frame; the message arrives once that frame has been painted."""


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    samples: int
    p50_ms: float
    p95_ms: float
    max_ms: float


def run(options: argparse.Namespace) -> Result:
    rows = measure(options.checkout, quick=options.quick)
    return Result([asdict(row) for row in rows], lambda console: show(rows, console))


def measure(checkout: Checkout, *, quick: bool) -> list[Row]:
    """Return the delays of the painted states and of every single change. Both end with the painted pixels."""
    with FilesServer(checkout) as server, launch_chromium() as page:
        session_id = server.publisher.address["status_path"].rpartition("/")[2]
        page.goto(f"http://127.0.0.1:{server.port}/ingest-v2#/process/{session_id}")
        page.get_by_test_id("live-badge").wait_for()
        page.evaluate(WATCH_COUNTER)
        emitted, painted = _publish_files(server, page, QUICK_FILES if quick else FILES)
    return _to_rows(emitted, painted)


def _publish_files(server: Server, page: Page, files: int) -> tuple[dict[int, float], list[tuple[int, float]]]:
    """Return when each count was emitted and when counts were painted, in milliseconds of the wall clock."""
    server.publisher.order(RATE, files, 0)
    # Read at once: the pipe holds little, and the server blocks when it is full.
    answer: dict[str, Any] = server.publisher.read_answer()
    page.wait_for_timeout(SETTLE_MS)
    clock_ms = (time.time_ns() - time.monotonic_ns()) / 1e6
    emitted = {number: at / 1e6 + clock_ms for at, kind, number in answer["emitted"] if kind == "finished"}
    painted = [(int(value), float(at)) for value, at in page.evaluate("() => window.painted")]
    if not painted or painted[-1][0] != files:
        raise BenchmarkError(f"The last state that the page painted was {painted[-1:] or 'none'}, not {files} files.")
    return emitted, painted


def _to_rows(emitted: dict[int, float], painted: Sequence[tuple[int, float]]) -> list[Row]:
    cold = len(emitted) * WARM_UP
    states = [at - emitted[value] for value, at in painted if value > cold]
    values = [value for value, _ in painted]
    changes = [painted[bisect_left(values, number)][1] - at for number, at in emitted.items() if number > cold]
    return [_to_row("each painted state, from its emission", states), _to_row("every single change", changes)]


def _to_row(what: str, times: list[float]) -> Row:
    ordered = sorted(times)

    def percentile(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    return Row(what, len(ordered), percentile(0.5), percentile(0.95), round(ordered[-1], 1))


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table(title=f"From emission to painted pixel in Chromium, {RATE:,.0f} files per second")
    for name in ("what", "samples", "p50 ms", "p95 ms", "max ms"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in rows:
        table.add_row(row.what, str(row.samples), f"{row.p50_ms:.1f}", f"{row.p95_ms:.1f}", f"{row.max_ms:.1f}")
    console.print(table)
