"""Reconciliation: the server agrees with the database again after a request that an outage interrupted.

When the connection is lost during a write, the database may have kept it. Nobody repeats the write of a failed request,
so the server looks at the session as soon as the database is reachable again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.catalog import Catalog, CatalogUnavailableError, SessionRow
from app.domain.progress import Progress
from app.ingest.sessions.outages import retry_through_outage

Apply = Callable[[str, SessionRow | None, Progress | None], None]


class Reconciler:
    """Calls `apply` with a session's row and progress from the database, after an outage during a guarded change."""

    def __init__(self, catalog: Catalog, apply: Apply) -> None:
        self._catalog = catalog
        self._apply = apply
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """The reconciliations that wait for the database."""
        return list(self._tasks)

    @asynccontextmanager
    async def guard(self, session_id: str) -> AsyncIterator[None]:
        """Surround a change of a session. An outage in the block is raised, and starts a reconciliation."""
        try:
            yield
        except CatalogUnavailableError:
            task = asyncio.create_task(self._reconcile(session_id), name=f"reconcile {session_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            raise

    async def _reconcile(self, session_id: str) -> None:
        row = await retry_through_outage(lambda: self._catalog.sessions.row(session_id), _keep_trying)
        progress = await retry_through_outage(lambda: self._catalog.sessions.progress(session_id), _keep_trying)
        self._apply(session_id, row, progress)


def _keep_trying(_: CatalogUnavailableError) -> None:
    """The request has already reported the outage."""
