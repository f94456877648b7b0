"""Retention: sessions that were over long ago are deleted, at the start of a server and every day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from app.catalog import Catalog, CatalogUnavailableError

DAY_S = 24 * 3600
AGAIN_S = 3600
"""When the database was away, the next look comes sooner."""

log = structlog.get_logger(__name__)


async def keep_deleting(catalog: Catalog, days: int, delete: Callable[[str], Awaitable[None]]) -> None:
    """For ever: `delete` what has been over for `days`, then wait a day."""
    while True:
        try:
            for session_id in await catalog.sessions.ended_before(time.time() - days * DAY_S):
                await delete(session_id)
                log.info("session deleted", session_id=session_id, retention_days=days)
        except CatalogUnavailableError as error:
            log.warning("retention postponed", reason=str(error))
            await asyncio.sleep(AGAIN_S)
        else:
            await asyncio.sleep(DAY_S)
