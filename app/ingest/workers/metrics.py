"""The metrics of the worker processes."""

from __future__ import annotations

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge


class WorkerEnd(StrEnum):
    """Why a worker process ended that nobody had asked to end."""

    CRASHED = "crashed"
    TIMED_OUT = "timed_out"


class WorkerMetrics:
    """One set per server, in its registry, for all of its pools."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self.size = Gauge("headrace_workers", "Workers, by pool.", ("pool",), registry=registry)
        self.busy = Gauge("headrace_workers_busy", "Workers in use, by pool.", ("pool",), registry=registry)
        self.waiting = Gauge(
            "headrace_workers_waiting", "Tasks that wait for a worker, by pool.", ("pool",), registry=registry
        )
        self.ended = Counter(
            "headrace_worker_ends",
            "Worker processes that a file crashed, or that were ended at the time limit, by pool and reason.",
            ("pool", "reason"),
            registry=registry,
        )

    def of_pool(self, name: str, size: int) -> PoolMetrics:
        """Return the metrics of the pool `name`, all of them there from the start."""
        for reason in WorkerEnd:
            self.ended.labels(name, reason)
        pool = PoolMetrics(self.size.labels(name), self.busy.labels(name), self.waiting.labels(name), self.ended, name)
        pool.count_workers(size)
        return pool


class PoolMetrics:
    """The metrics of one pool."""

    def __init__(self, size: Gauge, busy: Gauge, waiting: Gauge, ended: Counter, name: str) -> None:
        self._size = size
        self.busy = busy
        self.waiting = waiting
        self._ended = ended
        self._name = name

    def count_workers(self, size: int) -> None:
        """There are so many workers now."""
        self._size.set(size)

    def count_end(self, reason: WorkerEnd) -> None:
        """A worker process has ended. May be called in any thread."""
        self._ended.labels(self._name, reason).inc()
