"""What browsers report, by transport, so that streaming and polling can be compared.

A report holds numbers only: no name, no id, no address, no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

TO_SCREEN_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
FOLLOWED_BUCKETS_S = (1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400)


class Transport(StrEnum):
    """How a page learns of progress."""

    STREAM = "stream"
    POLL = "poll"


class Ending(StrEnum):
    """Why a page stopped following a session."""

    FINISHED = "finished"
    """The page showed how the session ended."""
    LOST = "lost"
    """The server said that there is no such session, or the sign-in had ended."""
    LEFT = "left"
    """The page was closed, or showed something else, before the session ended."""
    MOVED = "moved"
    """The page changed to the other transport."""


@dataclass(frozen=True, slots=True)
class LiveIsOff:
    """What a page knew of its connection when its user said that live is off."""

    transport: Transport
    line: str
    """The connection's state, as the page shows it."""
    ready_state: int | None
    """`EventSource.readyState`; None where the page has no connection of its own."""
    last_event: str
    """Name of the last event; empty if there was none."""
    since_ms: float | None
    """Milliseconds since the last event."""


@dataclass(frozen=True, slots=True)
class PageReport:
    """What one page has seen since its last report."""

    transport: Transport
    ending: Ending | None
    """None: it still follows the session."""
    followed_s: float
    """For how long it has followed the session by this transport."""
    failures: int
    """Times the connection was lost, or a question stayed without an answer."""
    reconnects: int
    """Times it was there again."""
    to_screen_ms: Sequence[float]
    """A sample of the times from a change to its pixels."""


class PageMetrics:
    """One set per server, in the registry that it is given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"headrace_page_{name}", text, ("transport", *labels), registry=registry)

        def seconds(name: str, text: str, buckets: Sequence[float]) -> Histogram:
            return Histogram(f"headrace_page_{name}_seconds", text, ("transport",), buckets=buckets, registry=registry)

        self.percent = Gauge(
            "headrace_rollout_percent", "Percentage of browsers that use streaming.", registry=registry
        )
        self._ended = counter("sessions", "Times a page stopped following a session, by why.", "ending")
        self._failures = counter("failures", "Times a page lost its connection, or got no answer.")
        self._reconnects = counter("reconnects", "Times a page was connected again after that.")
        self._feedback = counter("feedback", "Times a user said that live is off.")
        self._followed = seconds("session", "How long a page followed a session.", FOLLOWED_BUCKETS_S)
        self._to_screen = seconds(
            "event_to_screen",
            "From a change's arrival in the page to its pixels, sampled; for polling, with the time it waited.",
            TO_SCREEN_BUCKETS_S,
        )
        self._refused = Counter("headrace_page_reports_refused", "Reports of pages above the limit.", registry=registry)
        for transport in Transport:  # so that a rate can be computed from the first event on
            self._failures.labels(transport)
            self._reconnects.labels(transport)
            self._feedback.labels(transport)
            self._followed.labels(transport)
            self._to_screen.labels(transport)
            for ending in Ending:
                self._ended.labels(transport, ending)

    def add_report(self, report: PageReport) -> None:
        transport = report.transport
        self._failures.labels(transport).inc(report.failures)
        self._reconnects.labels(transport).inc(report.reconnects)
        for delay_ms in report.to_screen_ms:
            self._to_screen.labels(transport).observe(delay_ms / 1000)
        if report.ending is not None:
            self._ended.labels(transport, report.ending).inc()
            self._followed.labels(transport).observe(report.followed_s)

    def add_feedback(self, feedback: LiveIsOff) -> None:
        self._feedback.labels(feedback.transport).inc()

    def add_refused(self) -> None:
        self._refused.inc()
