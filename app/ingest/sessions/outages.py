"""Waiting for what is away and comes back: the database, the media. Nothing is given up, and the reason is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

from app.catalog import CatalogUnavailableError

RETRY_S = 1.0
"""While something is away it is tried again this often."""

Result = TypeVar("Result")


class Awaited(StrEnum):
    """What a session can wait for."""

    DATABASE = "the database"
    MEDIA = "the media"


def waiting_message(awaited: Awaited, reason: str) -> str:
    return f"Waiting for {awaited}, and going on by itself once it is back: {reason}"


def paused_message(awaited: Awaited, reason: str) -> str:
    return f"Paused by hand until it is resumed. It could not go on now either, for want of {awaited}: {reason}"


async def patiently(
    attempt: Callable[[], Awaitable[Result]], on_outage: Callable[[CatalogUnavailableError], None]
) -> Result:
    """The result of `attempt`, which is made again and again while the database is away.

    An attempt that reported an outage may have been kept all the same, so it must be one that can be repeated.
    """
    while True:
        try:
            return await attempt()
        except CatalogUnavailableError as error:
            on_outage(error)
            await asyncio.sleep(RETRY_S)


class Outages:
    """What one session waits for at this moment; `on_change` is called whenever that becomes something else."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._reasons: dict[Awaited, str] = {}
        self._database_away = asyncio.Event()
        self.ever = False
        """Whether there has been one."""

    def __bool__(self) -> bool:
        return bool(self._reasons)

    @property
    def worst(self) -> Awaited | None:
        """Without the database nothing can be done at all."""
        return min(self._reasons, key=list(Awaited).index, default=None)

    @property
    def reason(self) -> str:
        return self._reasons[self.worst] if self.worst else ""

    async def until_the_database_is_away(self) -> None:
        """Returns at once where it is known to be."""
        await self._database_away.wait()

    def begin(self, awaited: Awaited, reason: str) -> bool:
        """False: it is waited for already."""
        if awaited in self._reasons:
            return False
        self._reasons[awaited] = reason
        self.ever = True
        self._changed()
        return True

    def end(self, awaited: Awaited) -> None:
        if self._reasons.pop(awaited, None) is not None:
            self._changed()

    def _changed(self) -> None:
        if Awaited.DATABASE in self._reasons:
            self._database_away.set()
        else:
            self._database_away.clear()
        self._on_change()
