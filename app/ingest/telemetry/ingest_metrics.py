"""The metrics of sessions and of the files they read."""

from __future__ import annotations

from collections import Counter as CountOf
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from app.domain.progress import RUNNING, TERMINAL, Outcome, Progress, Status
from app.domain.report import FATAL_STEPS, Step

COMMIT_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
WAITING = "waiting"
"""The state of a session during an outage. People see it as paused, but nobody has paused it."""
STATES = (*sorted(RUNNING), Status.PAUSED, WAITING)


class IngestMetrics:
    """One set per server, in its registry. Each value of a label is there from the start, so that rates are right."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        registry = registry or CollectorRegistry()
        self._sessions = Gauge(
            "headrace_ingest_sessions",
            "Sessions that run now, by state; waiting: for the database or the media.",
            ("state",),
            registry=registry,
        )
        self._pending = Gauge(
            "headrace_ingest_pending_files", "Files of running sessions that are not read yet.", registry=registry
        )
        self.sessions_started = Counter(
            "headrace_ingest_sessions_started", "Sessions started by somebody.", registry=registry
        )
        self.sessions_ended = Counter(
            "headrace_ingest_sessions_ended",
            "Sessions that were read or committed to the end, by the status in which they ended.",
            ("status",),
            registry=registry,
        )
        self.files = Counter(
            "headrace_ingest_files",
            "Files that got an outcome, by outcome.",
            ("outcome",),
            registry=registry,
        )
        self.failures = Counter(
            "headrace_ingest_failures",
            "Files that failed, by the step at which they did.",
            ("step",),
            registry=registry,
        )
        self.bytes = Counter("headrace_ingest_bytes", "Sizes of the files that were read, added up.", registry=registry)
        self.step_seconds = Counter(
            "headrace_ingest_step_seconds",
            "Seconds that workers spent, by step of reading.",
            ("step",),
            registry=registry,
        )
        self.commit_seconds = Histogram(
            "headrace_ingest_commit_seconds",
            "Time from the start of a commit to its end, outages included.",
            buckets=COMMIT_BUCKETS_S,
            registry=registry,
        )
        for status in sorted(TERMINAL - {Status.UNDONE}):
            self.sessions_ended.labels(status)
        for outcome in sorted(set(Outcome) - {Outcome.PENDING}):
            self.files.labels(outcome)
        for step in sorted(FATAL_STEPS):
            self.failures.labels(step)
        for step in Step:
            self.step_seconds.labels(step)

    def watch_sessions(self, list_running: Callable[[], Sequence[Progress]]) -> None:
        """Show the sessions that `list_running` returns; it is called in any thread whenever the metrics are read."""
        for state in STATES:
            self._sessions.labels(state).set_function(partial(_count_in_state, list_running, state))
        self._pending.set_function(lambda: sum(progress.ledger.pending for progress in list_running()))

    def add_files(self, count: int, failed_at: Sequence[str], size: int) -> None:
        """Add `count` files that were read; those that failed did so at the steps `failed_at`."""
        self.files.labels(Outcome.OK).inc(count - len(failed_at))
        self.files.labels(Outcome.FAILED).inc(len(failed_at))
        self.bytes.inc(size)
        for step in failed_at:
            self.failures.labels(step).inc()

    def add_step_seconds(self, spent: Mapping[Step, float]) -> None:
        """Add what workers spent on each step of reading."""
        for step, seconds in spent.items():
            self.step_seconds.labels(step).inc(seconds)


def _count_in_state(list_running: Callable[[], Sequence[Progress]], state: str) -> float:
    return CountOf(WAITING if progress.waiting else progress.status.value for progress in list_running())[state]
