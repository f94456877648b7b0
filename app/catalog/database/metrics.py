"""The metrics of the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class DatabaseMetrics:
    """One set per database, in the registry of its server; without one it makes its own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self._registry = registry
        self.up = Gauge(
            "headrace_database_up", "1 if the database could be used at the last look, otherwise 0.", registry=registry
        )
        self.reads = Histogram(
            "headrace_database_read_seconds", "Time of one read transaction.", buckets=BUCKETS_S, registry=registry
        )
        self.writes = Histogram(
            "headrace_database_write_seconds",
            "Time of one write transaction with its flush to disk; many changes share one.",
            buckets=BUCKETS_S,
            registry=registry,
        )
        self.changes = Counter("headrace_database_changes", "Changes written.", registry=registry)
        self.failures = Counter(
            "headrace_database_failures",
            "Transactions that failed because the database was unavailable, by kind.",
            ("kind",),
            registry=registry,
        )
        self.queue = Gauge("headrace_database_write_queue", "Changes that wait for the writer.", registry=registry)
        for kind in ("read", "write"):
            self.failures.labels(kind)

    def watch_queue(self, count_queued: Callable[[], int]) -> None:
        """Show what `count_queued` returns; it is called in any thread."""
        self.queue.set_function(count_queued)

    def watch_size(self, database: Path) -> None:
        """Show the size of an SQLite database with its write-ahead log."""
        size = Gauge(
            "headrace_database_size_bytes",
            "Size of the SQLite database with its write-ahead log; PostgreSQL states its own.",
            registry=self._registry,
        )
        log = database.with_name(f"{database.name}-wal")
        size.set_function(lambda: sum(_size_of(path) for path in (database, log)))


def _size_of(path: Path) -> int:
    """Return the size of a file in bytes; 0 if there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
