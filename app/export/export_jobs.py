"""Exports that a server runs, in threads: one at a time into each folder."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from app.catalog import Catalog, CatalogUnavailableError
from app.export.folders.export_folder import Opener
from app.export.folders.export_roots import ExportRoots
from app.export.folders.folder_export import (
    ExportCancelledError,
    ExportResult,
    ExportStoppedError,
    FolderExport,
)
from app.export.folders.manifest import OtherExportError
from app.export.folders.plan import ExportPlan
from app.export.library_rows import read_whole_files

log = structlog.get_logger(__name__)

KEPT = 50
"""Exports that are over and still listed, the newest."""
RUNNING_MAX = 4
"""Exports that run at the same time: each has a thread, and reads from a disk."""
PROGRESS_INTERVAL_S = 0.1


class ExportState(StrEnum):
    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    """It went through all files, and some failed."""
    STOPPED = "stopped"
    """It ended before its last file; `message` says why."""
    CANCELLED = "cancelled"


class ExportBusyError(ValueError):
    """Another export is in the way. The text says which."""


class UnknownExportError(LookupError):
    """There is no export with this id."""


@dataclass(slots=True)
class ExportJob:
    """One export of this server. `ExportJobs` is its owner."""

    export_id: str
    plan: ExportPlan
    folder: Path
    who: str
    started_at: float
    """Seconds since the epoch, UTC."""
    state: ExportState = ExportState.RUNNING
    message: str = ""
    ended_at: float | None = None
    result: ExportResult = field(default_factory=ExportResult)
    is_cancelled: bool = False
    reported_at: float = 0.0


class ExportJobs:
    """Starts, lists and cancels exports; used from the server's event loop. They are forgotten when the server ends."""

    def __init__(
        self,
        catalog: Catalog,
        roots: ExportRoots,
        open_original: Opener,
        publish: Callable[[ExportJob, bool], None],
    ) -> None:
        """`publish(job, is_over)` is called on the event loop when a job has changed."""
        self.roots = roots
        self._catalog = catalog
        self._open_original = open_original
        self._publish = publish
        self._jobs: dict[str, ExportJob] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def jobs(self) -> list[ExportJob]:
        """All that are known, newest first."""
        return list(reversed(self._jobs.values()))

    async def start(self, plan: ExportPlan, folder: str, file_ids: NDArray[np.int64], who: str) -> ExportJob:
        """Start an export. Raises `OutsideExportRootsError`, `ExportBusyError`."""
        place = await asyncio.to_thread(self.roots.make_folder, folder)
        running = [job for job in self._jobs.values() if job.state is ExportState.RUNNING]
        if any(job.folder == place for job in running):
            raise ExportBusyError(f"an export into {place} is running already")
        if len(running) >= RUNNING_MAX:
            raise ExportBusyError(f"{len(running)} exports are running already")
        result = ExportResult(total=len(file_ids))
        job = ExportJob(secrets.token_hex(6), plan, place, who, time.time(), result=result)
        self._jobs[job.export_id] = job
        self._forget_oldest()
        task = asyncio.create_task(self._run(job, file_ids))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._publish(job, False)
        return job

    def find(self, export_id: str) -> ExportJob:
        """Return the export with this id. Raises `UnknownExportError`."""
        if export_id not in self._jobs:
            raise UnknownExportError(export_id)
        return self._jobs[export_id]

    def cancel(self, export_id: str) -> ExportJob:
        """Let an export end after the piece that it is writing. Raises `UnknownExportError`."""
        job = self.find(export_id)
        job.is_cancelled = True
        return job

    async def stop(self) -> None:
        """Cancel what runs, and wait for it."""
        for job in self._jobs.values():
            job.is_cancelled = True
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, job: ExportJob, file_ids: NDArray[np.int64]) -> None:
        loop = asyncio.get_running_loop()
        export = FolderExport(
            job.folder,
            job.plan,
            self._open_original,
            on_progress=lambda result: self._report(loop, job, result),
            is_cancelled=lambda: job.is_cancelled,
        )
        try:
            files = read_whole_files(self._catalog, file_ids)
            await asyncio.to_thread(export.run, files, len(file_ids))
            job.state = ExportState.COMPLETE if export.result.is_complete else ExportState.INCOMPLETE
        except ExportCancelledError as error:
            job.state, job.message = ExportState.CANCELLED, str(error)
        except (ExportStoppedError, OtherExportError) as error:
            job.state, job.message = ExportState.STOPPED, str(error)
        except BlockingIOError:
            job.state, job.message = ExportState.STOPPED, f"Another program is exporting into {job.folder}."
        except CatalogUnavailableError as error:
            job.state, job.message = ExportState.STOPPED, error.explain()
        except OSError as error:
            job.state = ExportState.STOPPED
            job.message = f"{job.folder} cannot be used: {error.strerror or error}"
        except Exception:
            job.state, job.message = (
                ExportState.STOPPED,
                "An unexpected error ended it; the server's log has more.",
            )
            log.exception("an export failed", export=job.export_id)
            raise
        finally:
            job.result, job.ended_at = export.result, time.time()
            self._publish(job, True)

    def _report(self, loop: asyncio.AbstractEventLoop, job: ExportJob, result: ExportResult) -> None:
        """Called in the thread of the export."""
        job.result = result
        now = time.monotonic()
        if now - job.reported_at >= PROGRESS_INTERVAL_S:
            job.reported_at = now
            loop.call_soon_threadsafe(self._publish, job, False)

    def _forget_oldest(self) -> None:
        over = [job.export_id for job in self._jobs.values() if job.state is not ExportState.RUNNING]
        for export_id in over[: max(0, len(over) - KEPT)]:
            del self._jobs[export_id]
