"""Measures how much slower the server answers during an ingest at full load than when it is idle.

The same requests are sent to the same server twice: while nothing runs, and while a session keeps every worker busy.
The ratio of the two is the result; the milliseconds depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from benchmarks.ingest.files import make_files
from benchmarks.ingest.server import HeadraceServe
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout, add_project_option, open_checkout

BUSY_FILES, KNOWN_FILES, SECONDS = 20_000, 500, 20.0
QUICK_FILES, QUICK_KNOWN_FILES, QUICK_SECONDS = 4_000, 100, 5.0
PAUSE_S = 0.02
"""Pause between two requests, so that they are those of one person."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Response times of one request, in milliseconds."""

    median: float
    p95: float
    longest: float
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One request, sent to the idle and to the busy server."""

    request: str
    idle: ResponseTimes
    busy: ResponseTimes

    @property
    def median_times(self) -> float:
        return self.busy.median / self.idle.median

    @property
    def p95_times(self) -> float:
        return self.busy.p95 / self.idle.p95

    def document(self) -> dict[str, object]:
        return {"median_times": self.median_times, "p95_times": self.p95_times} | asdict(self)


def measure(folder: Path, checkout: Checkout, *, files: int, known: int, seconds: float) -> list[Comparison]:
    """Compare every request. Raises `BenchmarkError` if the session ends before the measurement does."""
    make_files(folder / "known", known)
    make_files(folder / "busy", files)
    with HeadraceServe(folder, folder.parent / "data", checkout) as server:
        finished = server.start_session(folder / "known", enable_nsfw_detection=False)
        server.wait_for_status(finished, "completed")
        file = server.get(f"/api/ingest/session/{finished}/files", page_size=1)["files"][0]
        requests = {
            "health": "/healthz",
            "page": "/ingest-v2",
            "status": f"/api/ingest/status/{finished}",
            "sessions": "/api/ingest/sessions",
            "folders": "/api/ingest/directories",
            "preview": f"/api/ingest/session/{finished}/files",
            "keywords": f"/api/ingest/session/{finished}/keywords",
            "thumbnail": file["thumbnail"],
        }
        _send(server, requests, lambda: False)  # warm up
        until = time.monotonic() + seconds
        idle = _send(server, requests, lambda: time.monotonic() < until)
        running = server.start_session(folder / "busy", enable_nsfw_detection=False)
        while server.status(running)["status"] == "starting":
            time.sleep(PAUSE_S)
        until = time.monotonic() + seconds
        busy = _send(server, requests, lambda: time.monotonic() < until)
        if server.status(running)["status"] != "processing":
            raise BenchmarkError("The session ended during the measurement. Use more files: --files.")
        server.post(f"/api/ingest/cancel/{running}")
    return [Comparison(name, _summarize(idle[name]), _summarize(busy[name])) for name in requests]


def _send(server: HeadraceServe, requests: dict[str, str], should_repeat: Callable[[], bool]) -> dict[str, list[float]]:
    """Send every request once, and again while `should_repeat()`. Return name → response times in milliseconds."""
    took: dict[str, list[float]] = {name: [] for name in requests}
    while True:
        for name, path in requests.items():
            began = time.perf_counter()
            server.http.get(path).raise_for_status()
            took[name].append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE_S)
        if not should_repeat():
            return took


def _summarize(took: list[float]) -> ResponseTimes:
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return ResponseTimes(median(took), p95, max(took), len(took))


def show(comparisons: Sequence[Comparison], console: Console) -> None:
    table = Table(title="Response times with every worker busy, in multiples of the idle server's")
    for heading in ("", "median", "p95", "idle ms", "busy ms", "busy p95", "longest", "requests"):
        table.add_column(heading, justify="right" if heading else "left")
    for one in comparisons:
        table.add_row(
            one.request,
            f"{one.median_times:.1f} ×",
            f"{one.p95_times:.1f} ×",
            f"{one.idle.median:.1f}",
            f"{one.busy.median:.1f}",
            f"{one.busy.p95:.1f}",
            f"{one.busy.longest:.1f}",
            str(one.busy.count),
        )
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    files = options.files or (QUICK_FILES if options.quick else BUSY_FILES)
    known = options.known or (QUICK_KNOWN_FILES if options.quick else KNOWN_FILES)
    seconds = options.seconds if options.seconds is not None else (QUICK_SECONDS if options.quick else SECONDS)
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as base:
        folder = Path(base) / "media"
        try:
            checkout = open_checkout(options.project)
            comparisons = measure(folder, checkout, files=files, known=known, seconds=seconds)
        except BenchmarkError as error:
            print(error, file=sys.stderr)
            return 1
    show(comparisons, Console(stderr=options.json))
    if options.json:
        print(json.dumps([one.document() for one in comparisons], indent=1))
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.responsiveness")
    parser.add_argument("--quick", action="store_true", help="fewer files and requests, under a minute")
    parser.add_argument("--files", type=int, help=f"files that keep the workers busy (default: {BUSY_FILES})")
    parser.add_argument("--known", type=int, help=f"files of the requested session (default: {KNOWN_FILES})")
    parser.add_argument("--seconds", type=float, help=f"duration of each half (default: {SECONDS:g})")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, and the table on stderr")
    add_project_option(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
