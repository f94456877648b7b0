"""What runs on a machine that reads files for a server: its reader processes, inside a Dask worker.

The processes are those of `app/ingest/workers/worker.py`, as on the server: the same readers, sandbox, limits, and
second try after a crash. Nothing of a file is ever read in the process of Dask.
"""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast

from distributed import Worker as DaskWorker
from distributed import WorkerPlugin, get_worker

from app.domain.cluster.mapped_folders import MappedFolder, find_folder
from app.ingest.cluster.calls import METRIC, ReadAnswer, ReadCall, own_versions
from app.ingest.workers.worker import (
    FileInterruptedError,
    FileSkippedError,
    Worker,
    WorkerCancelledError,
    WorkerLimits,
    WorkerStartError,
    worker_context,
)


class MachineReaders(WorkerPlugin):  # type: ignore[misc]
    """The reader processes of a machine, and what it tells about itself. `say` shows a message to the user there."""

    name = METRIC

    def __init__(
        self,
        folders: Sequence[MappedFolder],
        threads: int,
        limits: WorkerLimits,
        *,
        nsfw_only: bool,
        say: Callable[[str], None],
    ) -> None:
        context = worker_context()
        self._folders = tuple(folders)
        self._nsfw_only = nsfw_only
        self._say = say
        self._workers = [Worker(context, limits) for _ in range(threads)]
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._readings: dict[int, tuple[Worker, str]] = {}
        """By the number of the call: who reads, and the local path."""
        self._stopped: set[int] = set()
        """Calls that the server has given up."""
        self._files = 0
        self._lock = threading.Lock()
        self._dask: DaskWorker | None = None

    def setup(self, worker: DaskWorker) -> None:
        """Called by Dask before the machine joins."""
        self._dask = worker

    @property
    def threads(self) -> int:
        """Files that are read at a time."""
        return len(self._workers)

    def start(self) -> None:
        """Start every reader process. Raises `WorkerStartError`."""
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """End every reader process, also in the middle of a file."""
        for worker in self._workers:
            worker.cancel()
        for worker in self._workers:
            worker.stop()

    def tell(self, _worker: DaskWorker) -> Mapping[str, object]:
        """Return what the next heartbeat tells, as plain values (`parse_report` reads them)."""
        with self._lock:
            readings = list(self._readings.items())
        return {
            "versions": asdict(own_versions()),
            "host": socket.gethostname(),
            "threads": len(self._workers),
            "nsfw_only": self._nsfw_only,
            "has_gpu": has_gpu(),
            "folders": [[folder.local, folder.shared] for folder in self._folders],
            "files": self._files,
            "reading": [_describe(number, worker) for number, (worker, _) in readings],
        }

    def read(self, call: ReadCall) -> ReadAnswer:
        """Read a file in one of the processes; runs in a thread of Dask's."""
        if (folder := find_folder(self._folders, call.path)) is None:
            return ReadAnswer(None, {}, f"no --root of it has {call.path}")
        worker, path = self._free.get(), folder.to_local(call.path)
        try:
            worker.clear_cancel()
            with self._lock:
                if call.number in self._stopped:
                    self._stopped.discard(call.number)
                    return ReadAnswer(None, {})
                self._readings[call.number] = worker, path
            cast(DaskWorker, self._dask).log_event(call.topic, call.number)
            report = worker.read_encoded(path, call.options, replace(call.encoding, path=call.path))
        except (FileInterruptedError, FileSkippedError, WorkerCancelledError):
            return ReadAnswer(None, worker.take_time_spent())
        except WorkerStartError as error:
            return ReadAnswer(None, {}, str(error))
        else:
            self._files += 1
            return ReadAnswer(report, worker.take_time_spent())
        finally:
            with self._lock:
                self._readings.pop(call.number, None)
                self._stopped.discard(call.number)
            self._free.put(worker)

    def stop_reading(self, number: int) -> None:
        """The server has no use for this call any more: end its reading at once."""
        with self._lock:
            if (reading := self._readings.get(number)) is None:
                self._stopped.add(number)
        if reading is not None:
            worker, path = reading
            worker.interrupt(path)

    def find_unseen(self, samples: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Return which of the server's folders are not seen here, and why.

        `samples` has the names of some entries of each folder. One that exists here proves that it is the same folder,
        and not an empty one on which nothing is mounted.
        """
        reasons = {folder: _explain_unseen(self._folders, folder, names) for folder, names in samples.items()}
        return {folder: reason for folder, reason in reasons.items() if reason}

    def hear(self, message: str) -> None:
        """The server says something to whoever started this worker."""
        self._say(message)


def _explain_unseen(folders: Sequence[MappedFolder], shared: str, names: Sequence[str]) -> str:
    if (folder := find_folder(folders, shared)) is None:
        return f"it was started without --root LOCAL={shared}"
    local = Path(folder.to_local(shared))
    try:
        if not local.is_dir():
            return f"there is no folder {local} on it"
        if names and not any((local / name).exists() for name in names):
            return f"its folder {local} has nothing of what is in {shared}; mount it there"
    except OSError as error:
        return f"its folder {local} cannot be read: {error.strerror}"
    return ""


def _describe(number: int, worker: Worker) -> list[object]:
    progress = worker.progress
    return [number, progress.step or "", progress.bytes_read, progress.size, worker.cpu_s or 0.0]


def has_gpu() -> bool:
    """Whether the system has a device of a graphics processor that computes (NVIDIA or AMD)."""
    return Path("/dev/nvidia0").exists() or Path("/dev/kfd").exists()


# What the server calls by name, through Dask. Each runs in the process of the Dask worker.


def read_on_machine(call: ReadCall) -> ReadAnswer:
    """A task of Dask's: read one file."""
    return _readers_of(get_worker()).read(call)


def stop_on_machine(number: int, dask_worker: DaskWorker) -> None:
    _readers_of(dask_worker).stop_reading(number)


async def find_unseen_on_machine(samples: Mapping[str, Sequence[str]], dask_worker: DaskWorker) -> dict[str, str]:
    """In a thread: a share that does not answer must not stop the heartbeats."""
    return await asyncio.to_thread(_readers_of(dask_worker).find_unseen, samples)


def say_on_machine(message: str, dask_worker: DaskWorker) -> None:
    _readers_of(dask_worker).hear(message)


def _readers_of(worker: DaskWorker) -> MachineReaders:
    return cast(MachineReaders, worker.plugins[METRIC])
