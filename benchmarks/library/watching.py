"""Measures how soon every page that shows the library is told of an edit: from the press to the event.

    python -m benchmarks.library.watching [--quick]

The edits of one client reach others over the library's live stream. A plain request to the same server, one after each
edit, is the lower bound: it goes the same way once there and once back, and changes nothing.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Queue

import httpx
import numpy as np

from benchmarks.ingest.files import make_files
from benchmarks.ingest.server import HeadraceServe
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout, add_project_option, open_checkout

FILES, EDITS, PAGES = 1_000, 300, 20
QUICK_FILES, QUICK_EDITS = 100, 60
EVENT_S = 30.0


def measure(folder: Path, checkout: Checkout, files: int, edits: int) -> tuple[list[float], list[float]]:
    """Return, in ms, how long each page waited for each edit, and how long each plain request took."""
    make_files(folder, files)
    with HeadraceServe(folder, folder.parent / "data", checkout) as server:
        session_id = server.start_session(folder, enable_nsfw_detection=False)
        server.wait_for_status(session_id, "completed")
        server.post("/api/ingest/commit", {"session_id": session_id})
        server.wait_for_status(session_id, "committed")
        server.wait_for_index()
        ids = [file["id"] for file in server.get("/api/library/files", limit=files)["files"]]
        told = [Queue[float]() for _ in range(PAGES)]
        for queue in told:
            threading.Thread(target=_watch, args=(server.url, queue), daemon=True).start()
        for queue in told:
            queue.get(timeout=EVENT_S)  # the stream is open
        delays, bounds = [], []
        for number in range(edits):
            began = time.perf_counter()
            server.post("/api/library/steps", {"file_ids": [ids[number % len(ids)]], "title": f"title {number}"})
            delays += [1000 * (queue.get(timeout=EVENT_S) - began) for queue in told]
            began = time.perf_counter()
            server.get("/healthz")
            bounds.append(1000 * (time.perf_counter() - began))
    return delays, bounds


def _watch(url: str, told: Queue[float]) -> None:
    """Put the time of each event of the library's stream into `told`, until the server ends it."""
    with httpx.stream("GET", f"{url}/api/library/stream", timeout=EVENT_S) as answer:
        for line in answer.iter_lines():
            name, _, value = line.partition(":")
            if name == "event" and value.strip() in ("open", "step"):
                told.put(time.perf_counter())


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    files, edits = (QUICK_FILES, QUICK_EDITS) if options.quick else (FILES, EDITS)
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as base:
        try:
            delays, bounds = measure(Path(base) / "media", open_checkout(options.project), files, edits)
        except BenchmarkError as error:
            print(error, file=sys.stderr)
            return 1
    bound = float(np.median(bounds))
    for name, times in (("a plain request", bounds), (f"an edit, until each of {PAGES} pages is told", delays)):
        p50, p99 = np.percentile(times, (50, 99))
        print(f"{name}: p50 {p50:.1f} ms ({p50 / bound:.1f} x), p99 {p99:.1f} ms ({p99 / bound:.1f} x)")
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.library.watching",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_EDITS} edits instead of {EDITS}")
    add_project_option(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
