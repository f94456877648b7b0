"""Who is here: the open streams of a hub, the limits on them, and those whose connection is full."""

from __future__ import annotations

import asyncio
from collections import Counter

from app.live.metrics import LiveMetrics
from app.live.subscriber import Subscriber


class SubscriberRegistry:
    """Counts streams by address; sessions count their own."""

    def __init__(self, metrics: LiveMetrics) -> None:
        self._metrics = metrics
        self._by_address: Counter[str] = Counter()
        self.present: dict[Subscriber, None] = {}
        self.stalled: dict[Subscriber, None] = {}
        """Subscribers whose wire takes no more for now, in the order they stalled."""
        self.is_empty = asyncio.Event()
        self.is_empty.set()

    def from_address(self, address: str) -> int:
        return self._by_address[address]

    def entered(self, subscriber: Subscriber) -> None:
        self.present[subscriber] = None
        self.is_empty.clear()
        self._by_address[subscriber.address] += 1
        self._metrics.opened.inc()
        self._metrics.open.set(len(self.present))

    def left(self, subscriber: Subscriber, reason: str) -> None:
        del self.present[subscriber]
        if not self.present:
            self.is_empty.set()
        self.stalled.pop(subscriber, None)
        self._by_address[subscriber.address] -= 1
        if not self._by_address[subscriber.address]:
            del self._by_address[subscriber.address]
        self._metrics.closed.labels(reason).inc()
        self._metrics.open.set(len(self.present))
