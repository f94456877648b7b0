"""The open streams of a hub: how many each address has, and which connections are full."""

from __future__ import annotations

import asyncio
from collections import Counter

from app.live.metrics import LiveMetrics
from app.live.subscriber import Subscriber


class SubscriberRegistry:
    """Counts streams by address; channels count their own."""

    def __init__(self, metrics: LiveMetrics) -> None:
        self._metrics = metrics
        self._by_address: Counter[str] = Counter()
        self.open: dict[Subscriber, None] = {}
        self.stalled: dict[Subscriber, None] = {}
        """Subscribers whose connection is full, longest stalled first."""
        self.is_empty = asyncio.Event()
        self.is_empty.set()

    def count_from(self, address: str) -> int:
        return self._by_address[address]

    def add(self, subscriber: Subscriber) -> None:
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
