"""Retention: sessions that ended long ago are deleted when a server starts, and then once a day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from app.catalog import Catalog, CatalogUnavailableError

DAY_S = 24 * 3600
RETRY_AFTER_OUTAGE_S = 3600
"""After an outage of the database the next attempt comes sooner than the next day."""

log = structlog.get_logger(__name__)


async def delete_old_sessions(catalog: Catalog, days: int, delete: Callable[[str], Awaitable[None]]) -> None:
    """Call `delete` once a day for every session that ended more than `days` days ago. Runs until cancelled."""
    while True:
        try:
            for session_id in await catalog.sessions.ended_before(time.time() - days * DAY_S):
                await delete(session_id)
                log.info("session deleted", session_id=session_id, retention_days=days)
        except CatalogUnavailableError as error:
            log.warning("retention postponed", reason=str(error))
            await asyncio.sleep(RETRY_AFTER_OUTAGE_S)
        else:
            await asyncio.sleep(DAY_S)
