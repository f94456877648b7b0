"""A worker on another machine, as the server sees it: it is given one file at a time, like one of this machine.

A machine has more of these than it reads files at a time. So its next file is already there when one is over, and the
way through the network costs no reading time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol

from app.domain.cluster.machine import RemoteReading
from app.domain.cluster.mapped_folders import is_within, narrow
from app.domain.findings.encoded_report import EncodedReport
from app.domain.report import Step
from app.ingest.cluster.calls import ReadAnswer
from app.ingest.workers.reading import Encoding
from app.ingest.workers.worker import FileInterruptedError, FileSkippedError, WorkerCancelledError
from app.readers import LIMITS, FileProgress, ReadOptions, UnreadableError
from app.readers.source import open_source

READ_BLOCK = 1 << 20


class Errand(Protocol):
    """A file that is under way to a machine and back."""

    answer: Future[ReadAnswer]
    """Raises `FileInterruptedError` when the machine is lost."""
    begun_at: float | None
    """When the machine began to read it, on our monotonic clock; None: not yet."""

    @property
    def reading(self) -> RemoteReading | None:
        """What the machine told last about it; None: nothing yet, or not lately."""

    def give_up(self, error: Exception) -> bool:
        """Let `answer` raise `error`, and tell the machine to stop reading. False: too late, there is an answer."""


class MachineLink(Protocol):
    """What a remote worker needs of the machine it is on."""

    name: str
    visible: Sequence[str]
    """Folders of the server that the machine sees, too."""

    def judges(self, options: ReadOptions) -> bool:
        """Whether files that are read with these options are for this machine."""

    def send(self, path: str, options: ReadOptions, encoding: Encoding) -> Errand:
        """Send the order to read a file."""

    def count_file(self) -> None:
        """The machine has read one more file."""

    def report_unseen(self, path: str, reason: str) -> None:
        """A file could not be read there although the server can read it: its folder is not seen there for now."""


class RemoteWorker:
    """Reads one file at a time on another machine. See `ReadingWorker` for its methods."""

    def __init__(self, machine: MachineLink) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._cancelled = False
        self._path: str | None = None
        self._errand: Errand | None = None
        self._spent: dict[Step, float] = {}

    @property
    def machine(self) -> str:
        return self._machine.name

    @property
    def is_waiting(self) -> bool:
        errand = self._errand
        return errand is not None and errand.begun_at is None

    @property
    def begun_at(self) -> float | None:
        errand = self._errand
        return errand.begun_at if errand is not None else None

    @property
    def progress(self) -> FileProgress:
        errand = self._errand
        told = errand.reading if errand is not None else None
        if told is None:
            return FileProgress(None, None, None)
        return FileProgress(Step(told.step) if told.step else None, told.bytes_read, told.size)

    @property
    def effort(self) -> object:
        """What the machine told last. A file about which it told nothing does not count as standing still."""
        errand = self._errand
        told = errand.reading if errand is not None and errand.begun_at is not None else None
        return object() if told is None else told

    def select_visible(self, directories: Sequence[str]) -> tuple[str, ...] | None:
        return narrow(directories, self._machine.visible)

    def is_for(self, options: ReadOptions) -> bool:
        return self._machine.judges(options)

    def read_encoded(self, path: str, options: ReadOptions, encoding: Encoding) -> EncodedReport:
        if not any(is_within(path, folder) for folder in self._machine.visible):
            raise FileInterruptedError  # the folder was lost from sight after the file was taken
        with self._lock:
            if self._cancelled:
                raise WorkerCancelledError
            errand = self._machine.send(path, options, encoding)
            self._path, self._errand = path, errand
        try:
            answer = errand.answer.result()
        finally:
            with self._lock:
                self._path = self._errand = None
        for step, seconds in answer.spent.items():
            self._spent[step] = self._spent.get(step, 0.0) + seconds
        if answer.report is None:
            if answer.problem:
                self._machine.report_unseen(path, answer.problem)
            raise FileInterruptedError
        self._check(path, answer.report)
        self._machine.count_file()
        return answer.report

    def _check(self, path: str, report: EncodedReport) -> None:
        """Raise `FileInterruptedError` where it is not the file that could not be read, but its folder from there."""
        fatal = report.fatal
        if fatal is not None and fatal.step in (Step.OPEN, Step.HASH) and _is_readable(path):
            self._machine.report_unseen(path, fatal.reason)
            raise FileInterruptedError

    def take_time_spent(self) -> Mapping[Step, float]:
        spent, self._spent = self._spent, {}
        return spent

    def clear_cancel(self) -> None:
        with self._lock:
            self._cancelled = False

    def cancel(self) -> None:
        with self._lock:
            self._cancelled = True
            self._give_up(WorkerCancelledError())

    def skip(self, path: str, reason: str) -> bool:
        with self._lock:
            if self._path != path:
                return False
            return self._give_up(FileSkippedError(reason))

    def interrupt(self, path: str) -> None:
        with self._lock:
            if self._path == path:
                self._give_up(FileInterruptedError())

    def _give_up(self, error: Exception) -> bool:
        return self._errand is not None and self._errand.give_up(error)

    def start(self) -> None:
        """Nothing is to be started: the machine has."""

    def stop(self) -> None:
        self.cancel()


def _is_readable(path: str) -> bool:
    """Whether this machine can read the file from beginning to end."""
    try:
        with open_source(path, LIMITS) as source, source.stream() as file:
            while file.read(READ_BLOCK):
                continue
    except (OSError, UnreadableError):
        return False
    return True
