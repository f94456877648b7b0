"""Samples the memory and processor time of the server and its workers from outside."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from benchmarks.ingest.growth import measure_growth
from benchmarks.support.usage import cpu_s, descendant_pids, memory_kb

SERVER, WORKERS = "server", "workers"


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    """Seconds since the monitor started."""
    memory_kb: dict[str, int]
    """Role → KiB, as the monitor's `memory_of` counts them."""


class ProcessMonitor:
    """Samples the process `pid` and its descendants every `every_s` seconds. Use as a context manager.

    `memory_of` returns the KiB of one process. The descendants have to live as long as the block.
    """

    def __init__(self, pid: int, *, every_s: float = 1.0, memory_of: Callable[[int], int] = memory_kb) -> None:
        self.pid = pid
        self._memory_of = memory_of
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

    @property
    def peak_total_mb(self) -> float:
        """The largest sum of all processes at one moment."""
        return max((sum(sample.memory_kb.values()) for sample in self.samples), default=0) / 1024

    def rise_mb(self, role: str) -> float:
        """Return the difference between the first and the largest sample."""
        return self.peak_mb(role) - self.samples[0].memory_kb[role] / 1024

    def growth_mb(self, role: str) -> float:
        """Return the growth after the warm-up, as `measure_growth` defines it."""
        return measure_growth([(sample.at, sample.memory_kb[role] / 1024) for sample in self.samples])

    def _sample(self) -> None:
        while True:
            sizes = {
                SERVER: self._memory_of(self.pid),
                WORKERS: sum(self._memory_of(pid) for pid in descendant_pids(self.pid)),
            }
            self.samples.append(Sample(time.monotonic() - self._began, sizes))
            if self._over.wait(self._every_s):
                return

    def _measure_cpu(self) -> dict[str, float]:
        return {SERVER: cpu_s(self.pid), WORKERS: sum(cpu_s(pid) for pid in descendant_pids(self.pid))}
