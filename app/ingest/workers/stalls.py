"""Folders that do not answer: a network share that stalls must not hold every worker.

A reading stands still when neither its progress nor the processor time of its worker changes. Where one does, other
files come before those below the same folder, and if they need workers, half of them at most stay with the folder. What
they read is the probe: when it ends, the folder is tried again.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from app.ingest.workers.activity import OpenReading
from app.ingest.workers.reading_worker import ReadingWorker

STALLED_AFTER_S = 5.0
"""How long a reading stands still before its folder counts as stalled. A slow decode uses its processor."""

Mark = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    mark: Mark
    at: float
    """When this mark was seen first, on the monotonic clock."""


class Folders:
    """The folders that stall or answer as one: those that a session chose, and what is mounted below or above them."""

    def __init__(self, directories: Sequence[str]) -> None:
        mounted = [part.mountpoint for part in psutil.disk_partitions(all=True)]  # looks at no disk
        self._folders = sorted({*directories, *mounted}, key=len, reverse=True)

    def find(self, path: str) -> str:
        """Return the lowest of the folders that contains `path`."""
        return next((folder for folder in self._folders if path.startswith(folder.rstrip("/") + "/")), "")


class Stalls:
    """Which folders stall, for all sessions. Its questions may be asked in any thread, the rest on one event loop."""

    def __init__(self, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.workers = workers
        """There are so many now."""
        self._clock = clock
        self._looks: dict[ReadingWorker, _Look] = {}
        self._standing: dict[object, dict[str, int]] = {}
        """By session: the stalled folders, and how many of its readings stand still in each."""
        self._lock = threading.Lock()
        """Guards `_standing`."""

    @property
    def _most(self) -> int:
        """Workers that a stalled folder may hold while they are wanted elsewhere. The only one is soon free again."""
        return self.workers // 2

    def find_stalled(self, path: str, folders: Folders) -> str:
        """Return the one of `folders` that contains `path`, if it stalls; otherwise nothing."""
        with self._lock:
            stalled = {folder for found in self._standing.values() for folder in found}
        folder = folders.find(path) if stalled else ""
        return folder if folder in stalled else ""

    def look(self, session: object, readings: Sequence[OpenReading], folders: Folders) -> Sequence[OpenReading]:
        """Look at what a session reads; return those readings for which its stalled folders hold too many workers."""
        standing: dict[str, list[OpenReading]] = defaultdict(list)
        for reading in readings:
            if self._stands_still(reading):
                standing[folders.find(reading.path)].append(reading)
        with self._lock:
            others = [found for other, found in self._standing.items() if other is not session]
            room = {folder: self._most - sum(each.get(folder, 0) for each in others) for folder in standing}
            self._standing[session] = {folder: len(found) for folder, found in standing.items()}
        return [reading for folder, found in standing.items() for reading in found[max(0, room[folder]) :]]

    def forget_worker(self, worker: ReadingWorker) -> None:
        """The worker reads no more."""
        self._looks.pop(worker, None)

    def forget(self, session: object) -> None:
        """The session reads no more."""
        with self._lock:
            self._standing.pop(session, None)

    def _stands_still(self, reading: OpenReading) -> bool:
        now, mark = self._clock(), (reading.file_id, reading.since, reading.worker.effort)
        look = self._looks.get(reading.worker)
        if look is None or look.mark != mark:
            self._looks[reading.worker] = _Look(mark, now)
            return False
        return now - look.at >= STALLED_AFTER_S
