"""The open streams of a hub: how many each address has, and which connections are full."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from app.live.metrics import LiveMetrics
from app.live.subscriber import SubscribeOptions, Subscriber


@dataclass(frozen=True, slots=True)
class OpenStream:
    """What there is to say about an open stream."""

    number: int
    """Counted from 1 as streams are opened."""
    session_id: str
    options: SubscribeOptions
    resumed: bool
    """Whether it began with what its client had missed, instead of a snapshot."""
    open_s: float
    lag: int
    """How many states behind the one that was sent last its client is."""
    stalled_s: float
    """For how long its connection has been full; 0 if it is not."""
    bytes: int
    """What was written to the connection, as it was sent."""


class SubscriberRegistry:
    """Counts streams by address; channels count their own."""

    def __init__(self, metrics: LiveMetrics) -> None:
        self._metrics = metrics
        self._by_address: Counter[str] = Counter()
        self._numbers = count(1)
        self.open: dict[Subscriber, None] = {}
        self.stalled: dict[Subscriber, None] = {}
        """Subscribers whose connection is full, longest stalled first."""
        self.is_empty = asyncio.Event()
        self.is_empty.set()

    def count_from(self, address: str) -> int:
        return self._by_address[address]

    def describe(self, now: float) -> Iterator[OpenStream]:
        """Describe all open streams, oldest first; `now` in the loop's seconds."""
        for subscriber in self.open:
            yield OpenStream(
                number=subscriber.number,
                session_id=subscriber.session_id,
                options=subscriber.options,
                resumed=subscriber.resumed_at_start,
                open_s=now - subscriber.opened_at,
                lag=subscriber.lag,
                stalled_s=now - subscriber.stalled_at if subscriber.is_stalled else 0.0,
                bytes=subscriber.bytes,
            )

    def find(self, number: int) -> Subscriber | None:
        """Return the open stream with this number."""
        return next((subscriber for subscriber in self.open if subscriber.number == number), None)

    def add(self, subscriber: Subscriber) -> None:
        subscriber.number = next(self._numbers)
        self.open[subscriber] = None
        self.is_empty.clear()
        self._by_address[subscriber.address] += 1
        self._metrics.opened.inc()
        self._metrics.open.set(len(self.open))

    def remove(self, subscriber: Subscriber, reason: str) -> None:
        del self.open[subscriber]
        if not self.open:
            self.is_empty.set()
        self.stalled.pop(subscriber, None)
        self._by_address[subscriber.address] -= 1
        if not self._by_address[subscriber.address]:
            del self._by_address[subscriber.address]
        self._metrics.closed.labels(reason).inc()
        self._metrics.open.set(len(self.open))
