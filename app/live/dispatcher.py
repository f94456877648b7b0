"""The dispatcher: writes each payload to everybody it is for, in turns short enough to let others in between.

No task and no queue per subscriber: a delivery is one payload and the list of those in step when it was made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol

from app.live.format.content_codings import Payload
from app.live.metrics import LiveMetrics
from app.live.subscriber import Subscriber

WRITES_A_TURN = 200
"""About two milliseconds. Between turns the loop reads, accepts and answers whatever else came."""


class Timer(Protocol):
    def cancel(self) -> None: ...


class Timers(Protocol):
    """The part of an event loop the live stream needs."""

    def time(self) -> float: ...

    def call_soon(self, callback: Callable[[], object]) -> Timer: ...

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer: ...


class Delivery:
    """One payload on its way to the subscribers of one lane."""

    __slots__ = ("_bytes", "_done", "_is_last", "_payload", "_position", "_readers", "_since", "_step")

    def __init__(
        self,
        payload: Payload,
        readers: list[Subscriber],
        *,
        step: int,
        position: int,
        is_last: bool,
        since: float | None,
        done: Callable[[], None],
    ) -> None:
        self._payload = payload
        self._readers: Iterator[Subscriber] = iter(readers)
        self._step = step
        self._position = position
        self._is_last = is_last
        self._since = since
        self._done = done
        self._bytes = 0

    def turn(self, writes: int) -> int:
        """Write to the next `writes` readers; how many there were, fewer when the delivery is over."""
        payload, step, position = self._payload, self._step, self._position
        before = step - 1
        seen = 0
        for reader in islice(self._readers, writes):
            seen += 1
            if reader.step == before and not reader.is_stalled and not reader.is_closed:
                reader.step = step
                reader.position = position
                if self._is_last:
                    reader.finish(payload, "finished")
                else:
                    reader.send(payload)
                self._bytes += len(payload.framed)
        return seen

    def over(self, now: float, metrics: LiveMetrics) -> None:
        if self._since is not None:
            metrics.latency.observe(now - self._since)
        metrics.bytes.inc(self._bytes)
        self._done()


class Dispatcher:
    """First come, first served; one for the whole hub."""

    def __init__(self, timers: Timers, metrics: LiveMetrics) -> None:
        self._timers = timers
        self._metrics = metrics
        self._waiting: deque[Delivery] = deque()
        self._is_scheduled = False

    def add(self, delivery: Delivery) -> None:
        self._waiting.append(delivery)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._timers.call_soon(self._turn)

    def drain(self) -> None:
        """Deliver all that waits, now."""
        while self._waiting:
            self._deliver(WRITES_A_TURN)

    def _turn(self) -> None:
        self._is_scheduled = False
        left = WRITES_A_TURN
        while self._waiting and left > 0:
            left -= self._deliver(left)
        if self._waiting:
            self._is_scheduled = True
            self._timers.call_soon(self._turn)

    def _deliver(self, writes: int) -> int:
        delivery = self._waiting[0]
        seen = delivery.turn(writes)
        if seen < writes:
            self._waiting.popleft()
            delivery.over(self._timers.time(), self._metrics)
        return seen
