"""The gate that a session passes before each file: a pause and an outage each block it, independently."""

from __future__ import annotations

import asyncio
from enum import Enum, auto


class Blocker(Enum):
    """Why the gate is closed."""

    PAUSE = auto()
    OUTAGE = auto()


class Gate:
    """Open as long as nothing blocks it."""

    def __init__(self, *blockers: Blocker) -> None:
        self._blockers = set(blockers)
        self._open = asyncio.Event()
        self._update()

    @property
    def is_open(self) -> bool:
        return self._open.is_set()

    async def wait(self) -> None:
        """Return as soon as the gate is open."""
        await self._open.wait()

    def block(self, blocker: Blocker) -> None:
        self._blockers.add(blocker)
        self._update()

    def unblock(self, blocker: Blocker) -> None:
        self._blockers.discard(blocker)
        self._update()

    def _update(self) -> None:
        if self._blockers:
            self._open.clear()
        else:
            self._open.set()
