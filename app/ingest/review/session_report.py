"""All that a session's report says, collected once; the files are read while the report is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.catalog import Catalog, FailureCause, PreviewCounts, StagedFile, Totals
from app.domain.report import Thumbnail
from app.ingest.review.preview import Preview
from app.ingest.sessions.view import SessionView, SessionViews


@dataclass(frozen=True, slots=True)
class SessionReport:
    view: SessionView
    counts: PreviewCounts
    totals: Totals
    causes: Sequence[FailureCause]
    """Why files failed, the most frequent cause first."""
    files: Iterator[StagedFile]
    """All files in order of id, read in batches; iterate in a thread. Raises `DeletedSessionError` on the way."""
    load_thumbnail: Callable[[int], Thumbnail | None]
    """Id of a file → its thumbnail; call it in a thread."""


class SessionReports:
    """Collects reports."""

    def __init__(self, catalog: Catalog, sessions: SessionViews, preview: Preview) -> None:
        self._catalog = catalog
        self._sessions = sessions
        self._preview = preview

    async def collect(self, session_id: str) -> SessionReport:
        """Raises `UnknownSessionError` or `DeletedSessionError`."""
        shown = await self._preview.show(session_id)
        return SessionReport(
            view=await self._sessions.view(session_id),
            counts=shown.counts,
            totals=await self._catalog.sessions.totals(session_id),
            causes=await self._sessions.causes(session_id),
            files=self._catalog.staging.iterate(session_id),
            load_thumbnail=lambda file_id: self._catalog.staging.thumbnail(file_id).result(),
        )
