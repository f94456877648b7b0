"""Outages: the database, the media or all workers cannot be reached for a while. Sessions wait and try again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

from app.catalog import CatalogUnavailableError

RETRY_S = 1.0
"""Seconds between two attempts during an outage."""

Result = TypeVar("Result")


class Dependency(StrEnum):
    """What a session cannot work without, the most important first."""

    DATABASE = "the database"
    MEDIA = "the media"
    WORKERS = "the workers"
    """There is none on any machine that could read what is left."""


def format_waiting(dependency: Dependency, reason: str, cure: str = "") -> str:
    """Return the message of a session that waits for the end of an outage. `cure`: what users must do, if anything."""
    if dependency is not Dependency.DATABASE:
        return f"{reason} {cure or 'Processing resumes automatically.'}"
    return f"Waiting for the database ({reason}). {cure or 'Work resumes automatically.'}"


def format_paused(dependency: Dependency, reason: str, cure: str = "") -> str:
    """Return the message of a session that a user paused, during an outage."""
    if dependency is not Dependency.DATABASE:
        return f"Paused. {reason}"
    return f"Paused. The database is unreachable, too: {reason}" + (f". {cure}" if cure else "")


async def retry_through_outage(
    attempt: Callable[[], Awaitable[Result]], on_outage: Callable[[CatalogUnavailableError], None]
) -> Result:
    """Return the result of `attempt`, repeated every `RETRY_S` seconds while the database is unavailable.

    The database may have kept an attempt that failed with an outage, so `attempt` must be safe to repeat.
    """
    while True:
        try:
            return await attempt()
        except CatalogUnavailableError as error:
            on_outage(error)
            await asyncio.sleep(RETRY_S)


class Outages:
    """The current outages of one session. `on_change` is called whenever one begins or ends."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._reasons: dict[Dependency, tuple[str, str]] = {}
        """Of each outage: why, and what users must do."""
        self._database_outage = asyncio.Event()
        self.has_occurred = False
        """Whether there has been any outage so far."""

    def __bool__(self) -> bool:
        return bool(self._reasons)

    @property
    def worst(self) -> Dependency | None:
        """The most important dependency that is unreachable; None without an outage."""
        return min(self._reasons, key=list(Dependency).index, default=None)

    @property
    def reason(self) -> str:
        """Why `worst` is unreachable; empty without an outage."""
        return self._reasons[self.worst][0] if self.worst else ""

    @property
    def cure(self) -> str:
        """What users must do to end the outage of `worst`; empty when it may end by itself."""
        return self._reasons[self.worst][1] if self.worst else ""

    async def wait_for_database_outage(self) -> None:
        """Return as soon as the database is known to be unreachable."""
        await self._database_outage.wait()

    def begin(self, dependency: Dependency, reason: str, cure: str = "") -> bool:
        """Record an outage. Returns False when it was recorded already with the same reason."""
        if self._reasons.get(dependency) == (reason, cure):
            return False
        self._reasons[dependency] = reason, cure
        self.has_occurred = True
        self._notify()
        return True

    def end(self, dependency: Dependency) -> None:
        """Record the end of an outage, if there is one."""
        if self._reasons.pop(dependency, None) is not None:
            self._notify()

    def _notify(self) -> None:
        if Dependency.DATABASE in self._reasons:
            self._database_outage.set()
        else:
            self._database_outage.clear()
        self._on_change()
