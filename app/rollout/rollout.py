"""The rollout: how many percent of the browsers stream, while the others poll. 0 is the rollback."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import structlog

from app.catalog import Catalog, CatalogUnavailableError, RolloutChange
from app.live import Hub
from app.rollout.page_metrics import PageMetrics

log = structlog.get_logger(__name__)

CHECK_S = 1.0
"""Seconds between two looks at the database: the command line writes there. Pages have five seconds to follow."""


class Rollout:
    """The share of browsers that stream: what the database says, or the setting until somebody changes it.

    Open streams are told by the hub when it changes; all other pages ask.
    """

    def __init__(self, catalog: Catalog, hub: Hub, setting: int, metrics: PageMetrics) -> None:
        self._catalog = catalog
        self._hub = hub
        self._setting = setting
        self._metrics = metrics
        self._change: RolloutChange | None = None
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        """So that what was read before a change is not applied after it."""

    @property
    def percent(self) -> int:
        return self._setting if self._change is None else self._change.percent

    @property
    def changed_at(self) -> float | None:
        """When it was changed last, in Unix seconds; None while the setting counts."""
        return None if self._change is None else self._change.changed_at

    async def start(self) -> None:
        """Read the database, and go on looking until `stop`."""
        await self._look()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def change(self, percent: int) -> None:
        """Set the share for all browsers, now and after a restart."""
        async with self._one_at_a_time:
            change = RolloutChange(percent, time.time())
            await self._catalog.rollout.change(change.percent, change.changed_at)
            self._apply(change)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            await self._look()

    async def _look(self) -> None:
        async with self._one_at_a_time:
            try:
                change = await self._catalog.rollout.last_change()
            except CatalogUnavailableError as error:
                # Nobody changes transport because the database is away; sessions say that it is.
                log.debug("the rollout cannot be read", reason=str(error))
                return
            self._apply(change)

    def _apply(self, change: RolloutChange | None) -> None:
        before = self.percent
        self._change = change
        if self.percent != before:
            log.info("rollout changed", percent=self.percent, before=before)
        self._metrics.percent.set(self.percent)
        self._hub.set_rollout(self.percent)
