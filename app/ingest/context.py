"""What sessions work with, built once per server."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog import Catalog
from app.ingest.cluster.machines import Machines
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.relations import Relations
from app.ingest.sessions.session_locks import SessionLocks
from app.ingest.telemetry.ingest_metrics import IngestMetrics
from app.ingest.telemetry.tracing import Tracing
from app.ingest.workers.pool import WorkerPool
from app.ingest.workers.reading_worker import ReadingWorker


@dataclass(frozen=True, slots=True)
class IngestContext:
    """The services and settings that all sessions share."""

    catalog: Catalog
    pool: WorkerPool[ReadingWorker]
    relations: Relations
    locks: SessionLocks
    roots: MediaRoots
    """No session reads a folder outside of these, not even one that was started when there were others."""
    thumbnail_px: int
    """Longest side of a thumbnail, in pixels."""
    nsfw_model: str
    metrics: IngestMetrics
    tracing: Tracing
    machines: Machines
    hashed_bytes: int | None
    """Size of the largest file whose bytes are hashed where no pixels are read; None for any size."""
