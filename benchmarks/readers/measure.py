"""Every file by every contender, interleaved, several times; medians a file, means and ratios over all files."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from benchmarks.readers.contenders import Contender, Reading, exiftool, ours, peer
from benchmarks.support.cache import BenchmarkError

OURS = "headrace"
METADATA: tuple[tuple[str, Callable[[], Contender]], ...] = (
    (OURS, lambda: ours(OURS)),
    ("exiftool", exiftool),
    ("exifread", lambda: peer("exifread")),
    ("pillow", lambda: peer("pillow")),
    ("sd-parsers", lambda: peer("sd-parsers")),
    ("pipe", lambda: peer("pipe")),
)
PIPELINE: tuple[tuple[str, Callable[[], Contender]], ...] = tuple(
    (name, lambda name=name: ours(name))  # type: ignore[misc]
    for name in (OURS, "whole", "whole with NSFW")
)


@dataclass(frozen=True, slots=True)
class Cost:
    """One contender on one file: medians of its repeats."""

    cpu_ms: float
    wall_ms: float
    found: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One contender on all files."""

    contender: str
    files: int
    cpu_ms: float
    """Mean over the files; `middle_ms` the median, `worst_ms` the dearest file, `worst` its name."""
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


def measure(files: Sequence[Path], contenders: Sequence[tuple[str, Callable[[], Contender]]], repeats: int) -> Costs:
    """Costs by contender and file. A contender that cannot be had is left out and named on standard error."""
    readings: dict[str, dict[Path, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        running = [stack.enter_context(contender) for contender in _started(contenders)]
        for number in range(repeats + 1):
            for file in files:
                for contender in running:
                    reading = contender.read(file)
                    if number:  # the first round warms up: imports, caches, the file in memory
                        readings[contender.name][file].append(reading)
            print(f"round {number} of {repeats}", file=sys.stderr)
    return {name: {file: _cost(taken) for file, taken in by_file.items()} for name, by_file in readings.items()}


def _started(contenders: Sequence[tuple[str, Callable[[], Contender]]]) -> Iterator[Contender]:
    for name, start in contenders:
        try:
            yield start()
        except BenchmarkError as error:
            if name == OURS:
                raise
            print(f"{name} is left out: {error}", file=sys.stderr)


def _cost(readings: Sequence[Reading]) -> Cost:
    cpu = median(reading.cpu_ms for reading in readings)
    return Cost(cpu, median(reading.wall_ms for reading in readings), readings[-1].found)


def rows(costs: Costs) -> list[Row]:
    """One row a contender, in the order they ran."""
    base = mean(cost.cpu_ms for cost in costs[OURS].values())
    return [_row(name, by_file, base) for name, by_file in costs.items()]


def _row(name: str, by_file: dict[Path, Cost], base: float) -> Row:
    average = mean(cost.cpu_ms for cost in by_file.values())
    worst = max(by_file, key=lambda file: by_file[file].cpu_ms)

    def count(what: str) -> int:
        return sum(cost.found.get(what, False) for cost in by_file.values())

    return Row(
        contender=name,
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


def by_kind(costs: Costs) -> list[dict[str, object]]:
    """Mean CPU time by what the files are called, one row an extension, one column a contender."""
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
