"""Imports that a server reads, in threads, and keeps until somebody imports them."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import structlog

from app.catalog import Catalog, CatalogUnavailableError, ImportChoice, LibraryStepResult, OnStepProgress
from app.domain.review.import_summary import ImportKind, ImportPlan
from app.domain.review.imports import ConflictRule
from app.importing.entries import ImportCancelledError, ImportRefusedError, limit_keywords
from app.importing.read_import import read_import
from app.importing.sources.source_files import SourceFiles
from app.importing.spool import ImportSpool

log = structlog.get_logger(__name__)

KEPT = 8
"""Imports that are kept, the newest: each has what it read on the disk."""
RUNNING_MAX = 2
"""Sources that are read at the same time."""
PROGRESS_INTERVAL_S = 0.1


class ImportState(StrEnum):
    READING = "reading"
    READY = "ready"
    """It was read, and can be imported."""
    IMPORTED = "imported"
    STOPPED = "stopped"
    """It could not be read; `message` says why."""
    CANCELLED = "cancelled"


class ImportBusyError(ValueError):
    """Other imports are in the way. The text says which."""


class UnknownImportError(LookupError):
    """There is no import with this id."""


class ImportNotReadyError(ValueError):
    """The source has not been read, so there is nothing to plan. The text says why."""


@dataclass(slots=True)
class ImportJob:
    """One import of this server. `ImportJobs` is its owner."""

    import_id: str
    path: str
    kind: ImportKind | None
    """None until it is recognised."""
    who: str
    started_at: float
    """Seconds since the epoch, UTC."""
    state: ImportState = ImportState.READING
    message: str = ""
    read: int = 0
    """Entries."""
    spool: ImportSpool | None = None
    """What was read."""
    is_cancelled: bool = False
    users: int = 0
    """Requests that read from the spool."""
    reported_at: float = 0.0


@dataclass(slots=True)
class ImportJobs:
    """Reads sources, plans and imports; used from the server's event loop. All is forgotten when the server ends."""

    catalog: Catalog
    resolve_folder: Callable[[str], Path]
    """Returns a folder of a media root, links resolved; raises for any other."""
    publish: Callable[[ImportJob, bool], None]
    """`publish(job, is_over)` is called on the event loop when a job has changed."""
    _jobs: dict[str, ImportJob] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def jobs(self) -> list[ImportJob]:
        """All that are known, newest first."""
        return list(reversed(self._jobs.values()))

    async def start(self, path: str, kind: ImportKind | None, who: str) -> ImportJob:
        """Start to read a source. Raises `ImportBusyError`, and what `resolve_folder` raises."""
        root = await asyncio.to_thread(self._resolve, path)
        running = [job for job in self._jobs.values() if job.state is ImportState.READING]
        if len(running) >= RUNNING_MAX:
            raise ImportBusyError(f"{len(running)} imports are being read already")
        job = ImportJob(secrets.token_hex(6), root, kind, who, time.time())
        self._jobs[job.import_id] = job
        self._forget_oldest()
        task = asyncio.create_task(self._read(job))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.publish(job, False)
        return job

    def find(self, import_id: str) -> ImportJob:
        """Return the import with this id. Raises `UnknownImportError`."""
        if import_id not in self._jobs:
            raise UnknownImportError(import_id)
        return self._jobs[import_id]

    def cancel(self, import_id: str) -> ImportJob:
        """Let the reading end. Raises `UnknownImportError`."""
        job = self.find(import_id)
        job.is_cancelled = True
        return job

    async def plan(self, import_id: str, rule: ConflictRule) -> ImportPlan:
        """Return what an import would change now. Raises `UnknownImportError`, `ImportNotReadyError`."""
        async with self.use(import_id) as spool:
            return await self.catalog.library_edits.plan_import(spool, ImportChoice(rule, limit_keywords))

    async def carry_out(
        self, import_id: str, rule: ConflictRule, plan: str, on_progress: OnStepProgress, who: str
    ) -> LibraryStepResult:
        """Do what the plan with this token says, as one step.

        Raises `UnknownImportError`, `ImportNotReadyError`, PlanChangedError.
        """
        async with self.use(import_id) as spool:
            choice = ImportChoice(rule, limit_keywords)
            result = await self.catalog.library_edits.carry_out_import(
                spool, choice, plan, on_progress, who=who, at=time.time()
            )
        job = self._jobs.get(import_id)
        if job is not None and result.step is not None:
            job.state = ImportState.IMPORTED
            self.publish(job, True)
        return result

    async def require_read(self, import_id: str) -> None:
        """Return if a source was read. Raises `UnknownImportError`, `ImportNotReadyError`."""
        async with self.use(import_id):
            return

    @asynccontextmanager
    async def use(self, import_id: str) -> AsyncIterator[ImportSpool]:
        """Yield what was read, which is kept meanwhile. Raises `UnknownImportError`, `ImportNotReadyError`."""
        job = self.find(import_id)
        if job.spool is None:
            raise ImportNotReadyError(job.message or f"{job.path} is being read.")
        job.users += 1
        try:
            yield job.spool
        finally:
            job.users -= 1

    async def stop(self) -> None:
        """Cancel what runs, wait for it, and delete what was read."""
        for job in self._jobs.values():
            job.is_cancelled = True
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for job in self._jobs.values():
            if job.spool is not None:
                job.spool.close()

    def _resolve(self, path: str) -> str:
        """Return the path of a folder or a file in a media root; only links above a file are followed."""
        if os.path.isdir(path) or not _is_name(path):
            return str(self.resolve_folder(path))
        above, name = os.path.split(path)
        return os.path.join(self.resolve_folder(above), name)

    async def _read(self, job: ImportJob) -> None:
        loop = asyncio.get_running_loop()
        files = SourceFiles(job.path, lambda: job.is_cancelled)

        def report(spool: ImportSpool) -> None:
            job.kind, job.read, now = spool.kind, spool.read, time.monotonic()
            if now - job.reported_at >= PROGRESS_INTERVAL_S:
                job.reported_at = now
                loop.call_soon_threadsafe(self.publish, job, False)

        try:
            job.spool = await asyncio.to_thread(read_import, self.catalog, files, job.kind, report)
            job.kind, job.read, job.state = job.spool.kind, job.spool.read, ImportState.READY
        except ImportCancelledError:
            job.state, job.message = ImportState.CANCELLED, "The import was cancelled; nothing was changed."
        except ImportRefusedError as error:
            job.state, job.message = ImportState.STOPPED, f"{error}."
        except CatalogUnavailableError as error:
            job.state, job.message = ImportState.STOPPED, error.explain()
        except Exception:
            job.state = ImportState.STOPPED
            job.message = "An unexpected error ended it; the server's log has more."
            log.exception("an import failed", import_id=job.import_id)
            raise
        finally:
            self.publish(job, True)

    def _forget_oldest(self) -> None:
        over = [job for job in self._jobs.values() if job.state is not ImportState.READING and not job.users]
        for job in over[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[job.import_id]
            if job.spool is not None:
                job.spool.close()


def _is_name(path: str) -> bool:
    """Whether a file can have this path at all."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False
