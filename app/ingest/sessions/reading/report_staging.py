"""The way of reports from the threads that read to the database: many in one write.

A write costs the same whether it has one report or fifty, so reports that come soon after each other share one. The
first after a quiet time is written at once.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app.catalog import FinishedFile, PendingFile
from app.domain.findings.encoded_report import EncodedReport
from app.domain.progress import FileFailure

WRITE_INTERVAL_S = 0.05
"""The shortest time between the beginnings of two writes, and between two looks at what is being read."""
WAITING_MOST = 64
"""Reports that wait for their write before reading stops. A hostile file's report has some megabytes."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read."""

    pending: PendingFile
    finished: FinishedFile

    @classmethod
    def now(cls, file: PendingFile, report: EncodedReport, machine: str) -> ReadFile:
        """Return the file as it was read at this moment, on `machine`; empty: the server's own."""
        return cls(file, FinishedFile(file.file_id, report, time.time(), machine))

    @property
    def path(self) -> str:
        return self.pending.path

    @property
    def failure(self) -> FileFailure | None:
        """What failed the file, if something did."""
        fatal, at = self.finished.report.fatal, self.finished.at
        return None if fatal is None else FileFailure(self.path, fatal.step, fatal.reason, at)


class ReportStaging:
    """Takes reports in any thread, and passes them on in batches on the event loop it was made on.

    `stage` keeps a batch. `announce` shows what is being read, and is called soon after `add` or `wake`.
    """

    def __init__(self, stage: Callable[[Sequence[ReadFile]], Awaitable[None]], announce: Callable[[], None]) -> None:
        self._stage = stage
        self._announce = announce
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._waiting: deque[ReadFile] = deque()
        self._is_woken = False
        """Whether the event loop knows already that there is something new."""
        self._woken_at = 0.0
        self._has_arrived = asyncio.Event()
        self._has_room = asyncio.Event()
        self._is_closed = False

    @property
    def is_full(self) -> bool:
        """Whether so many reports wait that reading should, too."""
        return len(self._waiting) >= WAITING_MOST

    async def wait_for_room(self) -> None:
        """Return when few enough reports wait for their write."""
        while self.is_full:
            self._has_room.clear()
            await self._has_room.wait()

    def add(self, file: ReadFile) -> None:
        """Hand a report over. May be called in any thread."""
        with self._lock:
            self._waiting.append(file)
        self.wake()

    def wake(self) -> None:
        """Let the event loop look at what is being read. May be called in any thread."""
        with self._lock:
            is_woken, self._is_woken = self._is_woken, True
        if not is_woken:
            self._loop.call_soon_threadsafe(self._look_soon)

    async def run(self) -> None:
        """Pass reports on until `close` was called and none is left."""
        is_closed = False
        while not is_closed:
            await self._has_arrived.wait()
            self._has_arrived.clear()
            is_closed = self._is_closed
            if batch := self._take_all():
                self._has_room.set()
                await self._stage(batch)

    def close(self) -> None:
        """No more reports come. Must be called on the event loop."""
        self._is_closed = True
        self._has_arrived.set()

    def _look_soon(self) -> None:
        self._loop.call_at(self._woken_at + WRITE_INTERVAL_S, self._look)

    def _look(self) -> None:
        self._woken_at = self._loop.time()
        with self._lock:
            self._is_woken = False
        self._announce()
        self._has_arrived.set()

    def _take_all(self) -> list[ReadFile]:
        with self._lock:
            batch = list(self._waiting)
            self._waiting.clear()
        return batch
