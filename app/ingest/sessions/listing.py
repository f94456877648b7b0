"""Lists a session's folders one batch ahead of what is staged, so that the disk and the database work side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator

from app.catalog import DiscoveredFile
from app.ingest.disk.discovery import Discovery
from app.ingest.sessions.lifecycle import Lifecycle


async def list_batches(discovery: Discovery, lifecycle: Lifecycle) -> AsyncGenerator[list[DiscoveredFile], None]:
    """Yield what `discovery` finds, in batches, until the session is cancelled. Close it if it is not exhausted."""
    batches = discovery.iter_batches(lambda: lifecycle.is_cancelled)
    listing = asyncio.create_task(_list_batch(batches, lifecycle))
    try:
        while (batch := await listing) is not None:
            listing = asyncio.create_task(_list_batch(batches, lifecycle))
            yield batch
    finally:
        listing.cancel()


async def _list_batch(batches: Iterator[list[DiscoveredFile]], lifecycle: Lifecycle) -> list[DiscoveredFile] | None:
    """Return None at the end, and at once when the session is cancelled, even if a folder does not respond."""
    if not await lifecycle.wait_until_open():
        return None
    listing = asyncio.create_task(asyncio.to_thread(next, batches, None))
    return listing.result() if await lifecycle.finish_unless_cancelled(listing) else None
