"""Whether a session may take files: a pause and an outage each keep the gate shut, whichever ends first."""

from __future__ import annotations

import asyncio
from enum import Enum, auto


class Bar(Enum):
    """Why the gate is shut."""

    PAUSE = auto()
    OUTAGE = auto()


class Gate:
    def __init__(self, *bars: Bar) -> None:
        self._bars = set(bars)
        self._open = asyncio.Event()
        self._settle()

    @property
    def is_open(self) -> bool:
        return self._open.is_set()

    async def wait(self) -> None:
        """Until it is open."""
        await self._open.wait()

    def shut(self, bar: Bar) -> None:
        self._bars.add(bar)
        self._settle()

    def lift(self, bar: Bar) -> None:
        self._bars.discard(bar)
        self._settle()

    def _settle(self) -> None:
        if self._bars:
            self._open.clear()
        else:
            self._open.set()
