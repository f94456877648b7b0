"""What the server and its workers weigh and take while they work, second by second, seen from outside."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from types import TracebackType

import psutil

from benchmarks.ingest.growth import growth
from benchmarks.support.usage import cpu_s, memory_kb

SERVER, WORKERS = "server", "workers"


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    """Seconds since the beginning."""
    memory_kb: dict[str, int]
    """Role → anonymous and shared memory, each page shared by its share."""


class Scales:
    """Weighs the process `pid` and everything below it every so many seconds; use as a context."""

    def __init__(self, pid: int, *, every_s: float = 1.0) -> None:
        self.pid = pid
        self.samples: list[Sample] = []
        self.cpu_s: dict[str, float] = {}
        """Role → seconds of processor time, once the block was left."""
        self._every_s = every_s

    def __enter__(self) -> Scales:
        self._began, self._before = time.monotonic(), self._spent()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._weigh, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self.cpu_s = {role: spent - self._before[role] for role, spent in self._spent().items()}

    def peak_mb(self, role: str) -> float:
        return max((sample.memory_kb[role] for sample in self.samples), default=0) / 1024

    def rise_mb(self, role: str) -> float:
        """From the first sample to the heaviest."""
        return self.peak_mb(role) - self.samples[0].memory_kb[role] / 1024

    def growth_mb(self, role: str) -> float:
        """By how much the memory of `role` rises from the end of the warm-up to the end, on the line of best fit."""
        return growth([(sample.at, sample.memory_kb[role] / 1024) for sample in self.samples])

    def _weigh(self) -> None:
        while True:
            weighed = {SERVER: memory_kb(self.pid), WORKERS: sum(memory_kb(pid) for pid in self._below())}
            self.samples.append(Sample(time.monotonic() - self._began, weighed))
            if self._over.wait(self._every_s):
                return

    def _spent(self) -> dict[str, float]:
        return {SERVER: cpu_s(self.pid), WORKERS: sum(cpu_s(pid) for pid in self._below())}

    def _below(self) -> list[int]:
        """The worker processes, and the one they are forked from."""
        return [process.pid for process in psutil.Process(self.pid).children(recursive=True)]
