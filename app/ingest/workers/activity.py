"""What the workers do for each session at this moment, and which files they read last.

It lives in the server's memory only: it says what somebody who watches would like to see, and nothing rests on it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.domain.findings.encoded_report import EncodedReport
from app.domain.progress import Outcome
from app.domain.report import Kind
from app.ingest.workers.reading_worker import ReadingWorker
from app.readers import FileProgress

RECENT_KEPT = 48
"""Files of a session that are remembered: as many as a page shows at most."""
SESSIONS_KEPT = 32
"""Sessions that are remembered; the one that did nothing for longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A file whose reading has just ended."""

    number: int
    """Counts the files that ended in this server, from 1."""
    file_id: int
    path: str
    outcome: Outcome
    kind: Kind | None
    is_nsfw: bool
    has_thumbnail: bool
    step: str
    """Where it failed; empty for a file that is ok."""
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingFile:
    """A file that a worker reads at this moment."""

    file_id: int
    path: str
    seconds: float
    """For so long."""
    progress: FileProgress
    machine: str
    """Name of the machine that reads it; empty for the server's own."""


@dataclass(frozen=True, slots=True)
class OpenReading:
    """What a worker reads."""

    file_id: int
    path: str
    worker: ReadingWorker
    since: float
    """A reading of the monotonic clock."""

    @property
    def begun_at(self) -> float:
        """When its reading began, on the same clock: on another machine, perhaps later than it was given."""
        return self.worker.begun_at or self.since


class SessionActivity:
    """What the workers do for one session."""

    def __init__(self) -> None:
        self._recent: deque[RecentFile] = deque(maxlen=RECENT_KEPT)
        self._count = 0
        self._reading: dict[int, OpenReading] = {}
        self._lock = threading.Lock()
        """Guards what is being read: `reads` is used in the threads of workers."""

    @property
    def newest(self) -> int:
        """Number of the file that ended last; 0 before the first."""
        return self._count

    @property
    def workers(self) -> Iterable[ReadingWorker]:
        """Those that read a file of the session."""
        return [reading.worker for reading in self.list_readings()]

    @property
    def reading(self) -> Sequence[ReadingFile]:
        """The files that are being read, that of the longest reading first."""
        now = time.monotonic()
        found = sorted(self._list_begun(), key=lambda reading: reading.begun_at)
        return [
            ReadingFile(one.file_id, one.path, now - one.begun_at, one.worker.progress, one.worker.machine)
            for one in found
        ]

    @property
    def current_file(self) -> str:
        """Path of the file whose reading began last, among those that are being read; empty when there is none."""
        latest = max(self._list_begun(), key=lambda reading: reading.begun_at, default=None)
        return "" if latest is None else latest.path

    def recent(self, after: int, limit: int) -> Sequence[RecentFile]:
        """Return at most `limit` files that ended after the one with the number `after`, newest first."""
        return [file for file in reversed(self._recent) if file.number > after][:limit]

    @contextmanager
    def reads(self, file_id: int, path: str, worker: ReadingWorker) -> Iterator[None]:
        """`worker` reads a file for the length of the block, in which its report is handed over, too."""
        with self._lock:
            self._reading[file_id] = OpenReading(file_id, path, worker, time.monotonic())
        try:
            yield
        finally:
            with self._lock:
                self._reading.pop(file_id, None)

    def add(self, file_id: int, path: str, report: EncodedReport) -> None:
        """Remember a file whose outcome is durable."""
        self._count += 1
        fatal = report.fatal
        self._recent.append(
            RecentFile(
                number=self._count,
                file_id=file_id,
                path=path,
                outcome=report.tally.outcome,
                kind=report.kind,
                is_nsfw=report.tally.is_nsfw,
                has_thumbnail=report.thumbnail is not None and fatal is None,
                step=fatal.step if fatal else "",
                reason=fatal.reason if fatal else "",
            )
        )

    def skip(self, file_id: int, reason: str) -> bool:
        """Stop reading a file at once: it fails with `reason`. Return False when it is not being read."""
        reading = self._reading.get(file_id)
        return reading is not None and reading.worker.skip(reading.path, reason)

    def interrupt(self) -> None:
        """Stop reading every file of the session at once, without an outcome."""
        for reading in self.list_readings():
            reading.worker.interrupt(reading.path)

    def _list_begun(self) -> list[OpenReading]:
        """Return the readings whose file does not wait behind another one on its machine."""
        return [reading for reading in self.list_readings() if not reading.worker.is_waiting]

    def list_readings(self) -> list[OpenReading]:
        """Return what is read for the session, in the order in which it was begun."""
        with self._lock:
            return list(self._reading.values())


class Activities:
    """The activity of each session that this server has worked for lately."""

    def __init__(self, file_timeout_s: float) -> None:
        self.file_timeout_s = file_timeout_s
        """Seconds after which the reading of a file is ended."""
        self._sessions: OrderedDict[str, SessionActivity] = OrderedDict()

    def open(self, session_id: str) -> SessionActivity:
        """Return the activity of a session that begins to work, or begins again."""
        activity = self._sessions.setdefault(session_id, SessionActivity())
        self._sessions.move_to_end(session_id)
        while len(self._sessions) > SESSIONS_KEPT:
            self._sessions.popitem(last=False)
        return activity

    def find(self, session_id: str) -> SessionActivity:
        """Return the activity of a session; one in which nothing happens, where the session has not worked lately."""
        return self._sessions.get(session_id) or SessionActivity()

    def forget(self, session_id: str) -> None:
        self._sessions.pop(session_id, None)
