"""How much slower the server answers while it ingests at full load than when it is idle.

The same questions are asked in the same way twice, of the same server: while nothing runs, and while a session keeps
every worker busy. What counts is the ratio of the two; the milliseconds belong to the machine.
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

BUSY_FILES, KNOWN_FILES = 20_000, 500
PAUSE_S = 0.02
"""Between two questions: somebody who looks, not a crowd."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How long one question took to be answered, in milliseconds."""

    median: float
    p95: float
    longest: float
    asked: int


@dataclass(frozen=True, slots=True)
class Question:
    what: str
    idle: Answers
    busy: Answers

    @property
    def median_times(self) -> float:
        return self.busy.median / self.idle.median

    @property
    def p95_times(self) -> float:
        return self.busy.p95 / self.idle.p95

    def document(self) -> dict[str, object]:
        return {"median_times": self.median_times, "p95_times": self.p95_times} | asdict(self)


def measure(folder: Path, *, files: int, known: int, seconds: float) -> list[Question]:
    """Each question, idle and busy. Raises BenchmarkError when the session ends before each was asked often enough."""
    make_files(folder / "known", known)
    make_files(folder / "busy", files)
    with HeadraceServe(folder, folder.parent / "data") as server:
        seen = server.begin(folder / "known", enable_nsfw_detection=False)
        server.wait(seen, "completed")
        file = server.get(f"/api/ingest/session/{seen}/files", page_size=1)["files"][0]
        questions = {
            "health": "/healthz",
            "page": "/ingest-v2",
            "status": f"/api/ingest/status/{seen}",
            "sessions": "/api/ingest/sessions",
            "folders": "/api/ingest/directories",
            "preview": f"/api/ingest/session/{seen}/files",
            "keywords": f"/api/ingest/session/{seen}/keywords",
            "thumbnail": file["thumbnail"],
        }
        _asked(server, questions, lambda: False)  # warm
        until = time.monotonic() + seconds
        idle = _asked(server, questions, lambda: time.monotonic() < until)
        running = server.begin(folder / "busy", enable_nsfw_detection=False)
        while server.status(running)["status"] == "starting":
            time.sleep(PAUSE_S)
        until = time.monotonic() + seconds
        busy = _asked(server, questions, lambda: time.monotonic() < until)
        if server.status(running)["status"] != "processing":
            raise BenchmarkError("the session ended while it was measured; take more files with --files")
        server.post(f"/api/ingest/cancel/{running}")
    return [Question(what, _answers(idle[what]), _answers(busy[what])) for what in questions]


def _asked(server: HeadraceServe, questions: dict[str, str], go_on: Callable[[], bool]) -> dict[str, list[float]]:
    """Question → milliseconds of each answer; every question once, and round after round while `go_on` says so."""
    took: dict[str, list[float]] = {what: [] for what in questions}
    while True:
        for what, path in questions.items():
            began = time.perf_counter()
            server.http.get(path).raise_for_status()
            took[what].append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE_S)
        if not go_on():
            return took


def _answers(took: list[float]) -> Answers:
    p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return Answers(median(took), p95, max(took), len(took))


def show(questions: Sequence[Question], console: Console) -> None:
    table = Table(title="Answers while every worker is busy, as times of those of an idle server")
    for heading in ("", "median", "p95", "idle ms", "busy ms", "busy p95", "longest", "asked"):
        table.add_column(heading, justify="right" if heading else "left")
    for one in questions:
        table.add_row(
            one.what,
            f"{one.median_times:.1f} ×",
            f"{one.p95_times:.1f} ×",
            f"{one.idle.median:.1f}",
            f"{one.busy.median:.1f}",
            f"{one.busy.p95:.1f}",
            f"{one.busy.longest:.1f}",
            str(one.busy.asked),
        )
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    made = argparse.ArgumentParser(prog="python -m benchmarks.responsiveness")
    made.add_argument("--files", type=int, default=BUSY_FILES, help="how many files keep the workers busy")
    made.add_argument(
        "--known", type=int, default=KNOWN_FILES, help="how many files the session has that is asked about"
    )
    made.add_argument("--seconds", type=float, default=20, help="how long to ask, idle and then busy")
    made.add_argument("--json", action="store_true", help="as JSON on standard output")
    options = made.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="headrace-benchmark-") as base:
        folder = Path(base) / "media"
        try:
            questions = measure(folder, files=options.files, known=options.known, seconds=options.seconds)
        except BenchmarkError as error:
            print(error, file=sys.stderr)
            return 1
    show(questions, Console(stderr=options.json))
    if options.json:
        print(json.dumps([one.document() for one in questions], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
