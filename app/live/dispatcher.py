"""The dispatcher: writes each payload to everyone it is for, in batches short enough to let other work in between.

There is no task and no queue per subscriber: a delivery is one payload and the list of its recipients.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextvars import Context
from itertools import islice
from typing import Protocol

from app.live.format.content_codings import Payload
from app.live.metrics import LiveMetrics
from app.live.subscriber import Subscriber

WRITES_PER_BATCH = 200
"""About two milliseconds. Between batches the event loop reads, accepts and answers whatever else has arrived."""


class Timer(Protocol):
    def cancel(self) -> None: ...


class Timers(Protocol):
    """The part of an event loop that the live stream needs."""

    def time(self) -> float: ...

    def call_soon(self, callback: Callable[[], object]) -> Timer: ...

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer: ...


class BackgroundTimers:
    """Timers of an event loop whose callbacks belong to nobody's request.

    A timer inherits the context of who sets it, and with it the ids in its log lines. One that was set while a client
    joined would go on in that client's name, because timers of a channel set each other.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._context = Context()
        self.time = loop.time

    def call_soon(self, callback: Callable[[], object]) -> Timer:
        return self._loop.call_soon(callback, context=self._context)

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer:
        return self._loop.call_at(when, callback, context=self._context)


class Delivery:
    """One payload on its way to the subscribers of one group."""

    __slots__ = ("_bytes", "_changed_at", "_done", "_is_last", "_number", "_payload", "_position", "_recipients")

    def __init__(
        self,
        payload: Payload,
        recipients: list[Subscriber],
        *,
        number: int,
        position: int,
        is_last: bool,
        changed_at: float | None,
        done: Callable[[], None],
    ) -> None:
        self._payload = payload
        self._recipients: Iterator[Subscriber] = iter(recipients)
        self._number = number
        self._position = position
        self._is_last = is_last
        self._changed_at = changed_at
        self._done = done
        self._bytes = 0

    def write(self, count: int) -> int:
        """Write to the next `count` recipients that are in step.

        Return how many recipients were visited; fewer than `count` when the delivery is complete.
        """
        payload, number, position = self._payload, self._number, self._position
        previous = number - 1
        visited = 0
        for recipient in islice(self._recipients, count):
            visited += 1
            if recipient.payload_number == previous and not recipient.is_stalled and not recipient.is_closed:
                recipient.payload_number = number
                recipient.position = position
                if self._is_last:
                    recipient.finish(payload, "finished")
                else:
                    recipient.send(payload)
                self._bytes += len(payload.framed)
        return visited

    def complete(self, now: float, metrics: LiveMetrics) -> None:
        if self._changed_at is not None:
            metrics.latency.observe(now - self._changed_at)
        metrics.bytes.inc(self._bytes)
        self._done()


class Dispatcher:
    """First come, first served; one for the whole hub."""

    def __init__(self, timers: Timers, metrics: LiveMetrics) -> None:
        self._timers = timers
        self._metrics = metrics
        self._queue: deque[Delivery] = deque()
        self._is_scheduled = False

    def add(self, delivery: Delivery) -> None:
        self._queue.append(delivery)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._timers.call_soon(self._write_batch)

    def drain(self) -> None:
        """Make all queued deliveries now."""
        while self._queue:
            self._write_next(WRITES_PER_BATCH)

    def _write_batch(self) -> None:
        self._is_scheduled = False
        left = WRITES_PER_BATCH
        while self._queue and left > 0:
            left -= self._write_next(left)
        if self._queue:
            self._is_scheduled = True
            self._timers.call_soon(self._write_batch)

    def _write_next(self, count: int) -> int:
        delivery = self._queue[0]
        visited = delivery.write(count)
        if visited < count:
            self._queue.popleft()
            delivery.complete(self._timers.time(), self._metrics)
        return visited
