"""Notice an outage of the database while no session writes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from app.catalog import Catalog, CatalogUnavailableError

WATCH_S = 0.5
"""Seconds between two looks at the database: an outage is shown within a second."""

log = structlog.get_logger(__name__)

Check = Callable[[], Awaitable[None]]


class SharedCheck:
    """Checks the database, once for all who ask while a check is under way: each takes a thread, perhaps for long."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._running: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        """Raises CatalogUnavailableError."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(asyncio.to_thread(self._catalog.check), name="database check")
        await asyncio.shield(self._running)


async def watch_database(catalog: Catalog, wait_through_outage: Callable[[Check], Collection[Awaitable[None]]]) -> None:
    """Look at the database every `WATCH_S` seconds. Runs until cancelled.

    During an outage `wait_through_outage` is called with a check, which raises CatalogUnavailableError while the outage
    lasts. It returns one awaitable for each session, which shows the outage and ends when the check succeeds.
    """
    check, reason = SharedCheck(catalog), ""
    while True:
        before = reason
        try:
            await check()
            reason = ""
        except CatalogUnavailableError as error:
            reason = error.reason
        if reason and reason != before:
            log.warning("database unavailable", reason=reason)
        if reason:
            await asyncio.gather(*wait_through_outage(check))
        elif before:
            log.info("database available again")
        await asyncio.sleep(WATCH_S)
