"""One lock for each session that is in use."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class SessionLocks:
    """Serializes changes to a session: its relations, choices and edits, retries, the start of a commit, and undo.

    Used from one asyncio loop. A lock exists only while it is used.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def get(self, session_id: str) -> asyncio.Lock:
        """Return the lock of the session, to be used with `async with`."""
        return self._locks.setdefault(session_id, asyncio.Lock())
