"""The command `stop`: how long workers are busy after a pause or a cancellation."""

from __future__ import annotations

import argparse
import random
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.ingest.mixed.corpus import make_mixed_files
from benchmarks.ingest.options import library_folder
from benchmarks.ingest.result import Result
from benchmarks.ingest.server import HeadraceServe
from benchmarks.support.checkout import Checkout
from benchmarks.support.slow_jpeg import make_slow_jpeg
from benchmarks.support.usage import cpu_s, descendant_pids

FILES, QUICK_FILES = 400, 100
REPEATS, QUICK_REPEATS = 10, 3
SCANS = 400
"""How often the last scan of a progressive JPEG is repeated: it then decodes for minutes."""
LOOKS_S = 3.0
"""How long the workers are watched after a request."""
LOOK_S = 0.005
NOTHING_S = 0.0002
"""Processor time that a process which waits may take between two looks."""


@dataclass(frozen=True, slots=True)
class Stop:
    what: str
    request: str
    busy_ms: float
    """Median of the time from the request until no worker uses the processor any more."""
    longest_ms: float
    still_busy: int
    """Requests after which a worker was busy to the end of the watch."""


def run(options: argparse.Namespace) -> Result:
    repeats = options.repeats or (QUICK_REPEATS if options.quick else REPEATS)
    kinds = (("mixed files with NSFW", "stop-mixed", True), ("files that take minutes", "stop-slow", False))
    with library_folder(options.folder) as folder:
        make_mixed_files(folder / "stop-mixed", options.files or (QUICK_FILES if options.quick else FILES))
        _make_slow_files(folder / "stop-slow", 4)
        rows = [
            _measure(folder, folder / name, what, request, repeats, options.checkout, nsfw=nsfw)
            for what, name, nsfw in kinds
            for request in ("pause", "cancel")
        ]
    return Result([asdict(row) for row in rows], lambda console: _show(rows, console))


def _make_slow_files(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = make_slow_jpeg(8000, SCANS)
    for number in range(count):
        (folder / f"{number}.jpg").write_bytes(data)


def _measure(
    root: Path, library: Path, what: str, request: str, repeats: int, checkout: Checkout, *, nsfw: bool
) -> Stop:
    shutil.rmtree(root / "data", ignore_errors=True)
    moments = random.Random(15)
    busy: list[float] = []
    with HeadraceServe(root, root / "data", checkout) as server:
        for _ in range(repeats):
            session_id = server.start_session(library, enable_nsfw_detection=nsfw)
            for document in server.follow(session_id):
                if document["current_file"]:
                    break
            time.sleep(moments.uniform(0.5, 1.5))
            busy.append(_stop(server, session_id, request))
            if request == "pause":
                server.post(f"/api/ingest/cancel/{session_id}")
    at_end = sum(seconds > LOOKS_S - 0.1 for seconds in busy)
    return Stop(what, request, median(busy) * 1000, max(busy) * 1000, at_end)


def _stop(server: HeadraceServe, session_id: str, request: str) -> float:
    """Make the request and return the seconds until the processor time of the workers no longer grows."""
    workers = descendant_pids(server.pid)
    began = busy_until = time.perf_counter()
    used = _sum_cpu(workers)
    with ThreadPoolExecutor(1) as sender:
        answer = sender.submit(server.post, f"/api/ingest/{request}/{session_id}")
        while (now := time.perf_counter()) - began < LOOKS_S:
            if (spent := _sum_cpu(workers)) > used + NOTHING_S:
                busy_until = now
            used = spent
            time.sleep(LOOK_S)
        answer.result()
    return busy_until - began


def _sum_cpu(pids: list[int]) -> float:
    """Return the processor time of those of the processes that still run."""
    spent = 0.0
    for pid in pids:
        try:
            spent += cpu_s(pid)
        except OSError:  # it has ended
            continue
    return spent


def _show(rows: list[Stop], console: Console) -> None:
    table = Table(title="How long workers are busy after a request")
    for heading in ("", "request", "median, ms", "longest, ms", f"still busy after {LOOKS_S:g} s"):
        table.add_column(heading, justify="left" if heading in ("", "request") else "right")
    for row in rows:
        table.add_row(row.what, row.request, f"{row.busy_ms:.0f}", f"{row.longest_ms:.0f}", str(row.still_busy))
    console.print(table)
