"""How long the event loop keeps others waiting: while it is busy, no event of any stream is sent."""

from __future__ import annotations

import asyncio
from collections import deque

from prometheus_client import CollectorRegistry, Gauge, Histogram

CHECK_S = 0.05
"""The time between two checks. A pause that falls between them is not seen; more checks would cost
a percent of a core."""
REMEMBERED_S = 60
BUCKETS_S = (0.001, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class LoopDelay:
    """Measures on the event loop it is started on, until `stop`. The metrics go into `registry`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._delays = Histogram(
            "headrace_event_loop_delay_seconds",
            "How late the event loop ran a timer; one every 50 ms.",
            buckets=BUCKETS_S,
            registry=registry,
        )
        longest = Gauge(
            "headrace_event_loop_delay_longest_seconds",
            "The longest delay of the event loop within the last minute.",
            registry=registry,
        )
        longest.set_function(lambda: self._longest_s)
        self._longest_s = 0.0
        """Metrics are read in a thread, which must not see `_late` while it changes."""
        self._late: deque[tuple[float, float]] = deque()
        """When each delay was measured, and how long it was; only those that no later one exceeds."""
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start to measure."""
        loop = asyncio.get_running_loop()
        self._schedule(loop, loop.time() + CHECK_S)

    def stop(self) -> None:
        """Stop to measure."""
        if self._timer is not None:
            self._timer.cancel()

    def _schedule(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._timer = loop.call_at(due, self._check, loop, due)

    def _check(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        now = loop.time()
        delay = max(0.0, now - due)
        self._delays.observe(delay)
        while self._late and self._late[-1][1] <= delay:
            self._late.pop()
        self._late.append((now, delay))
        while self._late[0][0] < now - REMEMBERED_S:
            self._late.popleft()
        self._longest_s = self._late[0][1]
        self._schedule(loop, now + CHECK_S)
