"""The failures that clients of a session's stream have been sent, for those that reconnect after a restart."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalog import Catalog, UnknownSessionError
from app.domain.progress import FileFailure
from app.live import LOG_COUNT


async def load_sent_failures(catalog: Catalog, session_id: str) -> Sequence[FileFailure]:
    """Return the newest failures of a session, in the order in which they were shown; none if it was deleted."""
    try:
        return await catalog.sessions.sent_failures(session_id, LOG_COUNT)
    except UnknownSessionError:
        return ()
