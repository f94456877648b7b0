"""What sessions work with, built once per server."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog import Catalog
from app.ingest.relations import Relations
from app.ingest.sessions.session_locks import SessionLocks
from app.ingest.workers.pool import WorkerPool


@dataclass(frozen=True, slots=True)
class IngestContext:
    """The services and settings that all sessions share."""

    catalog: Catalog
    pool: WorkerPool
    relations: Relations
    locks: SessionLocks
    thumbnail_px: int
    """Longest side of a thumbnail, in pixels."""
    nsfw_model: str
