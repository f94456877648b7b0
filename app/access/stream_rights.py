"""Ends live streams whose right has ended: the sign-in, the token, the guest link or the account behind them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from app.access.authenticator import Authenticator
from app.catalog import CatalogUnavailableError
from app.domain.access import Credential
from app.live import Hub

log = structlog.get_logger(__name__)

CHECK_S = 2.0
"""Seconds between two checks. With what the authenticator remembers, a stream ends at most 4 s after its right."""


class StreamRights:
    """Checks the rights of all open streams at regular intervals, in one query."""

    def __init__(self, hub: Hub, authenticator: Authenticator) -> None:
        self._hub = hub
        self._authenticator = authenticator
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            used = {subscriber.credential for subscriber in self._hub.subscribers.open}
            if used:
                await self._end_invalid(used)

    async def _end_invalid(self, used: set[Credential]) -> None:
        try:
            valid = await self._authenticator.still_valid(used)
        except CatalogUnavailableError as error:
            # Nobody is locked out because the database is away; the next check decides.
            log.warning("the rights of the streams cannot be checked", reason=str(error))
            return
        for subscriber in tuple(self._hub.subscribers.open):
            if subscriber.credential in used - valid:
                subscriber.abort("unauthorized")
