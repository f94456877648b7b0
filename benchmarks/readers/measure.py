"""Lets every reader read every file several times, interleaved, and computes medians per file and means over all."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean, median

from benchmarks.readers.processes import ReaderProcess, Reading, start_exiftool, start_headrace, start_peer
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout

OURS = "headrace"
PEERS = ("exifread", "pillow", "sd-parsers", "pipe")
PIPELINE = (OURS, "whole", "whole with NSFW")

Starters = Mapping[str, Callable[[], ReaderProcess]]
"""Name of a reader → function that starts it."""


def metadata_readers(checkout: Checkout) -> Starters:
    """Headrace and the readers it is compared with; they read metadata only."""
    peers = {name: partial(start_peer, name) for name in PEERS}
    return {OURS: partial(start_headrace, OURS, checkout), "exiftool": start_exiftool, **peers}


def pipeline_readers(checkout: Checkout) -> Starters:
    """Headrace with metadata only, with the whole pipeline, and with the NSFW model."""
    return {name: partial(start_headrace, name, checkout) for name in PIPELINE}


@dataclass(frozen=True, slots=True)
class Cost:
    """One reader on one file: medians of its repeats."""

    cpu_ms: float
    wall_ms: float
    found: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One reader on all files."""

    reader: str
    files: int
    cpu_ms: float
    """Mean over the files. `middle_ms` is the median, `worst_ms` the most expensive file and `worst` its name."""
    middle_ms: float
    worst_ms: float
    worst: str
    wall_ms: float
    times_ours: float
    understood: int
    makes: int
    dates: int
    prompts: int


Costs = dict[str, dict[Path, Cost]]


def measure(files: Sequence[Path], readers: Starters, repeats: int) -> Costs:
    """Return costs by reader and file. A reader that is not available is skipped and named on standard error."""
    readings: dict[str, dict[Path, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        running = [stack.enter_context(reader) for reader in _start(readers)]
        for number in range(repeats + 1):
            for file in files:
                for reader in running:
                    reading = reader.read(file)
                    if number:  # the first round warms up: imports, caches, the file in memory
                        readings[reader.name][file].append(reading)
            print(f"round {number} of {repeats}", file=sys.stderr)
    return {name: {file: _median_cost(taken) for file, taken in by_file.items()} for name, by_file in readings.items()}


def _start(readers: Starters) -> Iterator[ReaderProcess]:
    for name, start in readers.items():
        try:
            yield start()
        except BenchmarkError as error:
            if name == OURS:
                raise
            print(f"{name} is skipped: {error}", file=sys.stderr)


def _median_cost(readings: Sequence[Reading]) -> Cost:
    cpu = median(reading.cpu_ms for reading in readings)
    return Cost(cpu, median(reading.wall_ms for reading in readings), readings[-1].found)


def to_rows(costs: Costs) -> list[Row]:
    """Return one row per reader, in the order in which they ran."""
    base = mean(cost.cpu_ms for cost in costs[OURS].values())
    return [_to_row(name, by_file, base) for name, by_file in costs.items()]


def _to_row(name: str, by_file: dict[Path, Cost], base: float) -> Row:
    average = mean(cost.cpu_ms for cost in by_file.values())
    worst = max(by_file, key=lambda file: by_file[file].cpu_ms)

    def count(what: str) -> int:
        return sum(cost.found.get(what, False) for cost in by_file.values())

    return Row(
        reader=name,
        files=len(by_file),
        cpu_ms=round(average, 3),
        middle_ms=round(median(cost.cpu_ms for cost in by_file.values()), 3),
        worst_ms=round(by_file[worst].cpu_ms, 3),
        worst=worst.name,
        wall_ms=round(mean(cost.wall_ms for cost in by_file.values()), 3),
        times_ours=round(average / base, 2),
        understood=count("read"),
        makes=count("make"),
        dates=count("date"),
        prompts=count("prompt"),
    )


def group_by_kind(costs: Costs) -> list[dict[str, object]]:
    """Return the mean CPU time in ms, one row per file extension, one column per reader."""
    kinds: dict[str, list[Path]] = defaultdict(list)
    for file in costs[OURS]:
        kinds[_kind(file)].append(file)
    return [
        {"kind": kind, "files": len(files)}
        | {name: round(mean(by_file[file].cpu_ms for file in files), 2) for name, by_file in costs.items()}
        for kind, files in sorted(kinds.items())
    ]


def _kind(file: Path) -> str:
    extension = file.suffix.lower().removeprefix(".")
    return {"jpg": "jpeg", "tif": "tiff"}.get(extension, extension)
