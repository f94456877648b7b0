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


class Dependency(StrEnum):
    """What a session can wait for."""

    DATABASE = "the database"
    MEDIA = "the media"


def format_waiting(dependency: Dependency, reason: str) -> str:
    return f"Waiting for {dependency}, and going on by itself once it is back: {reason}"


def format_paused(dependency: Dependency, reason: str) -> str:
    return f"Paused by hand until it is resumed. It could not go on now either, for want of {dependency}: {reason}"


async def retry_through_outage(
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
        self._reasons: dict[Dependency, str] = {}
        self._database_away = asyncio.Event()
        self.has_occurred = False
        """Whether there has been one."""

    def __bool__(self) -> bool:
        return bool(self._reasons)

    @property
    def worst(self) -> Dependency | None:
        """Without the database nothing can be done at all."""
        return min(self._reasons, key=list(Dependency).index, default=None)

    @property
    def reason(self) -> str:
        return self._reasons[self.worst] if self.worst else ""

    async def wait_for_database_outage(self) -> None:
        """Returns at once where it is known to be."""
        await self._database_away.wait()

    def begin(self, dependency: Dependency, reason: str) -> bool:
        """False: it is waited for already."""
        if dependency in self._reasons:
            return False
        self._reasons[dependency] = reason
        self.has_occurred = True
        self._notify()
        return True

    def end(self, dependency: Dependency) -> None:
        if self._reasons.pop(dependency, None) is not None:
            self._notify()

    def _notify(self) -> None:
        if Dependency.DATABASE in self._reasons:
            self._database_away.set()
        else:
            self._database_away.clear()
        self._on_change()
