"""The current state of every session: from its channel while it has one, else counted in the database."""

from __future__ import annotations

from collections.abc import Collection

from app.catalog import Catalog, DeletedSessionError, UnknownSessionError
from app.domain.progress import Progress, Status
from app.live import Hub


class WrongStatusError(RuntimeError):
    """The session's status does not allow the request."""


class SessionStates:
    """Looks up the state of sessions, and shows the state of those that do not run."""

    def __init__(self, catalog: Catalog, hub: Hub) -> None:
        self._catalog = catalog
        self._hub = hub

    async def load(self, session_id: str) -> Progress:
        """Return the newest state. Raises `DeletedSessionError` or `UnknownSessionError`."""
        channel = self._hub.channel(session_id)
        if channel is not None:
            return channel.progress
        progress = await self._catalog.sessions.progress(session_id)
        if progress is not None:
            return progress
        if await self._catalog.sessions.was_deleted(session_id):
            raise DeletedSessionError(session_id)
        raise UnknownSessionError(session_id)

    async def require(self, session_id: str, allowed: Collection[Status], action: str) -> Progress:
        """Return the newest state if its status is in `allowed`; else raise `WrongStatusError`.

        `action` completes “a session that is running cannot be …”. Raises what `load` raises.
        """
        progress = await self.load(session_id)
        if progress.status not in allowed:
            raise WrongStatusError(f"a session that is {progress.status} cannot be {action}")
        return progress

    async def recount(self, session_id: str) -> Progress | None:
        """Count the session in the database, show the result and return it; None when it was deleted meanwhile."""
        progress = await self._catalog.sessions.progress(session_id)
        if progress is not None:
            self._hub.open(progress)
        return progress
