"""Samples the memory and processor time of the server and its workers from outside."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from types import TracebackType

import psutil

from benchmarks.ingest.growth import measure_growth
from benchmarks.support.usage import cpu_s, memory_kb

SERVER, WORKERS = "server", "workers"


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    """Seconds since the monitor started."""
    memory_kb: dict[str, int]
    """Role → KiB, as `benchmarks.support.usage.memory_kb` counts them."""


class ProcessMonitor:
    """Samples the process `pid` and its descendants every `every_s` seconds. Use as a context manager."""

    def __init__(self, pid: int, *, every_s: float = 1.0) -> None:
        self.pid = pid
        self.samples: list[Sample] = []
        self.cpu_s: dict[str, float] = {}
        """Role → seconds of processor time during the block, available after it."""
        self._every_s = every_s

    def __enter__(self) -> ProcessMonitor:
        self._began, self._before = time.monotonic(), self._measure_cpu()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self.cpu_s = {role: spent - self._before[role] for role, spent in self._measure_cpu().items()}

    def peak_mb(self, role: str) -> float:
        return max((sample.memory_kb[role] for sample in self.samples), default=0) / 1024

    def rise_mb(self, role: str) -> float:
        """Return the difference between the first and the largest sample."""
        return self.peak_mb(role) - self.samples[0].memory_kb[role] / 1024

    def growth_mb(self, role: str) -> float:
        """Return the growth after the warm-up, as `measure_growth` defines it."""
        return measure_growth([(sample.at, sample.memory_kb[role] / 1024) for sample in self.samples])

    def _sample(self) -> None:
        while True:
            sizes = {SERVER: memory_kb(self.pid), WORKERS: sum(memory_kb(pid) for pid in self._descendants())}
            self.samples.append(Sample(time.monotonic() - self._began, sizes))
            if self._over.wait(self._every_s):
                return

    def _measure_cpu(self) -> dict[str, float]:
        return {SERVER: cpu_s(self.pid), WORKERS: sum(cpu_s(pid) for pid in self._descendants())}

    def _descendants(self) -> list[int]:
        """Return the pids of the workers and of the process they are forked from."""
        return [process.pid for process in psutil.Process(self.pid).children(recursive=True)]
