"""One run of anything over the files, and the median of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from statistics import median
from typing import Any

from benchmarks.ingest.process_monitor import SERVER, WORKERS, ProcessMonitor
from benchmarks.support.usage import pss_kb

SAMPLE_S = 0.2


@dataclass(frozen=True, slots=True)
class Measurement:
    """A row of the result. Processor time is that of the processes themselves, read from their clocks."""

    what: str
    files: int
    files_per_s: float
    """By the wall clock."""
    cpu_ms_per_file: float
    """Of all processes."""
    server_cpu_ms_per_file: float
    """Of the server, or of the process that hands out the files."""
    peak_mb: float
    """The largest sum of the proportional set sizes of all processes at one moment."""
    first_outcome_ms: float | None = None
    """From the press to the first event with an outcome. The product's alone, as what follows."""
    loop_pause_ms: float | None = None
    """The longest delay of the server's event loop was at most this long, as exactly as its histogram says."""

    def document(self) -> dict[str, object]:
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


def monitor(pid: int) -> ProcessMonitor:
    """Return the monitor that every run is measured with."""
    return ProcessMonitor(pid, every_s=SAMPLE_S, memory_of=pss_kb)


def evaluate(
    what: str,
    files: int,
    seconds: float,
    watched: ProcessMonitor,
    *,
    first_outcome_ms: float | None = None,
    loop_pause_ms: float | None = None,
) -> Measurement:
    """Return what a run over `files` files took."""
    server, workers = watched.cpu_s[SERVER], watched.cpu_s[WORKERS]
    return Measurement(
        what=what,
        files=files,
        files_per_s=files / seconds,
        cpu_ms_per_file=(server + workers) / files * 1000,
        server_cpu_ms_per_file=server / files * 1000,
        peak_mb=watched.peak_total_mb,
        first_outcome_ms=first_outcome_ms,
        loop_pause_ms=loop_pause_ms,
    )


def take_medians(runs: Sequence[Measurement]) -> Measurement:
    """Return the median of each figure. All runs are of the same thing."""
    figures = [field.name for field in fields(Measurement) if field.name not in ("what", "files")]
    medians: dict[str, Any] = {name: _take_median(runs, name) for name in figures}
    return replace(runs[0], **medians)


def _take_median(runs: Sequence[Measurement], name: str) -> float | None:
    known = [value for run in runs if (value := getattr(run, name)) is not None]
    return median(known) if known else None
