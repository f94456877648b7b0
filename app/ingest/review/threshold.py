"""The NSFW threshold of a session: scores are stored, so files are labelled again without being read again."""

from __future__ import annotations

import structlog

from app.catalog import Catalog, DeletedSessionError
from app.domain.progress import RELABELLED, Progress
from app.ingest.sessions.reconciliation import Reconciler
from app.ingest.sessions.states import SessionStates, WrongStatusError

log = structlog.get_logger(__name__)


class NsfwThreshold:
    """Moves the threshold of sessions whose files are read but not in the library."""

    def __init__(self, catalog: Catalog, states: SessionStates, reconciler: Reconciler) -> None:
        self._catalog = catalog
        self._states = states
        self._reconciler = reconciler

    async def move(self, session_id: str, threshold: float) -> Progress:
        """Label the session's files at `threshold` (0 to 1) by their stored scores, and return the new state.

        Raises `WrongStatusError` while the session runs, and once its labels are in the library.
        """
        before = await self._states.require(session_id, RELABELLED, "labelled again")
        async with self._reconciler.guard(session_id):
            if not await self._catalog.sessions.set_nsfw_threshold(session_id, threshold):
                raise WrongStatusError("the session is running again, so its threshold cannot be changed")
            after = await self._states.recount(session_id)
        if after is None:
            raise DeletedSessionError(session_id)
        log.info(
            "nsfw threshold moved",
            session_id=session_id,
            threshold=threshold,
            before=before.counters.nsfw_detected,
            after=after.counters.nsfw_detected,
        )
        return after
