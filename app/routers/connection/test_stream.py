"""The events that show how a stream reaches a client: some in quick succession, then one after a silence."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from app.live import Hub, to_json

STREAMS_MOST = 20
"""Test streams that are open at once, of all clients."""
STEP_S = 0.2
"""How often a silent test stream looks whether the server stops."""


class TestStreams:
    """Sends test events. Their streams are no subscribers of the hub, and end with it."""

    __test__ = False
    """It is no test, whatever its name says."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._open = 0

    @property
    def is_full(self) -> bool:
        return self._open >= STREAMS_MOST

    async def send(self, events: int, every_s: float, quiet_s: float) -> AsyncIterator[bytes]:
        """Yield `events` events, one every `every_s` seconds, and another after `quiet_s` seconds of silence."""
        with self._counted():
            for number in range(events):
                if number and not await self._wait(every_s):
                    return
                yield _event(number)
            if quiet_s and await self._wait(quiet_s):
                yield _event(events)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    async def _wait(self, seconds: float) -> bool:
        """Wait so long; return False as soon as the server stops."""
        steps = math.ceil(seconds / STEP_S)
        for _ in range(steps):
            if self._hub.is_stopping:
                break
            await asyncio.sleep(seconds / steps)
        return not self._hub.is_stopping


def _event(number: int) -> bytes:
    return b"data: %s\n\n" % to_json({"number": number, "at": time.time()})
