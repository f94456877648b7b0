"""One worker: a process of its own that reads one file at a time.

Decoders are native code fed by strangers. A file that crashes, hangs or exhausts one costs that
file: the process ends, a new one takes its place, and the file is read once more in it, with nothing
else in that process before. A second end is the file's failure.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import resource
import shlex
import signal
import sys
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkProcess, ForkServerContext, ForkServerProcess

from app.domain.report import Failure, FileReport, Step
from app.readers import ReadOptions, prepare_worker, read_file

WORKER_NICENESS = 5
"""Workers yield to the server, so that a busy ingest never delays the page."""

START_TRIES = 3
"""A worker that ends before its first file is made anew this often, before it is called unable to start."""

ORPHAN_GRACE_S = 5
"""A worker whose server died in the middle of a hung decode ends itself this long after the limit."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    file_timeout_s: float
    memory_bytes: int
    nsfw_model: str | None = None
    """Loaded before the first file, so that it does not wait for it."""


class WorkerCancelledError(Exception):
    """The worker was ended on purpose while it read; the file keeps no outcome."""


class WorkerStartError(RuntimeError):
    """A worker could not be made ready: no file's fault, so no file may be blamed for it."""


class _WorkerEndedError(Exception):
    """The process ended before it answered; the text says how."""


def worker_context() -> ForkServerContext:
    """Processes fork from a server that has imported the readers, so that a new one stands in milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.ingest.workers.worker"])
    return context


def command_context() -> ForkContext:
    """For a command that runs no thread and has imported the readers already: its workers need not do so again."""
    return multiprocessing.get_context("fork")


class Worker:
    """Reads files in a process; `read` is called from one thread at a time, `cancel` from any."""

    def __init__(self, context: ForkServerContext | ForkContext, limits: WorkerLimits) -> None:
        self._context = context
        self._limits = limits
        self._process: ForkServerProcess | ForkProcess | None = None
        self._connection: Connection | None = None
        self._ready = False
        self._lock = threading.Lock()
        self._cancelled = False

    def start(self) -> None:
        """Make the process now, so that the first file does not wait for it. Raises `WorkerStartError`."""
        if self._process is not None and self._process.is_alive():
            return
        for _ in range(START_TRIES):
            try:
                self._fork()
            except (EOFError, ConnectionError):  # what it is forked from was killed; the next try makes that anew, too
                continue
            return
        raise WorkerStartError("a worker could not start: the process that workers are forked from does not answer")

    def _fork(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, theirs = self._context.Pipe()
        self._ready = False
        # A fork holds our end as well, and would wait on itself for ever once we are gone.
        ours = self._connection if isinstance(self._context, ForkContext) else None
        process = self._context.Process(target=_serve, args=(theirs, self._limits, ours), daemon=True)
        try:
            process.start()
        finally:
            theirs.close()
        self._process = process

    def read(self, path: str, options: ReadOptions) -> FileReport:
        """The report on `path`. Raises `WorkerCancelledError` after `cancel`, `WorkerStartError`, and nothing else."""
        self._raise_if_cancelled()
        try:
            return self._read_once(path, options)
        except _WorkerEndedError:
            self._raise_if_cancelled()
        try:
            return self._read_once(path, options)
        except _WorkerEndedError as ended:
            self._raise_if_cancelled()
            return FileReport(path=path, failures=(Failure(Step.WORKER, _explained(path, str(ended))),))

    def take_up(self) -> None:
        """Work for somebody new: a `cancel` of before does not concern them."""
        with self._lock:
            self._cancelled = False

    def cancel(self) -> None:
        """End the file being read at once, a hung decode included; nothing more is read until `take_up`."""
        with self._lock:
            self._cancelled = True
            self._end_process()

    def stop(self) -> None:
        with self._lock:
            self._end_process()
        if self._process is not None:
            self._process.join()
        if self._connection is not None:
            self._connection.close()

    def _raise_if_cancelled(self) -> None:
        with self._lock:
            if self._cancelled:
                raise WorkerCancelledError

    def _end_process(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()

    def _read_once(self, path: str, options: ReadOptions) -> FileReport:
        self._be_ready()
        assert self._connection is not None
        try:
            self._connection.send((path, options))
            self._await_answer()
            report = self._connection.recv()
        except (EOFError, ConnectionError):
            raise _WorkerEndedError(self._how_it_ended()) from None
        assert isinstance(report, FileReport)
        return report

    def _be_ready(self) -> None:
        for _ in range(START_TRIES):
            self.start()
            if self._ready or self._has_said_so():
                return
            self._raise_if_cancelled()
        raise WorkerStartError(f"a worker could not start: {self._how_it_ended()}; the log says more")

    def _has_said_so(self) -> bool:
        """Whether the process became ready; it may be killed, or run out of memory, before it has read any file."""
        assert self._connection is not None and self._process is not None
        try:
            self._connection.recv()
        except (EOFError, ConnectionError):
            self._process.join()  # its end of the pipe closes a moment before the process counts as ended
            return False
        self._ready = True
        return True

    def _await_answer(self) -> None:
        assert self._connection is not None and self._process is not None
        if not wait([self._connection, self._process.sentinel], timeout=self._limits.file_timeout_s):
            self._process.kill()
            self._process.join()
            raise _WorkerEndedError(f"took longer than {self._limits.file_timeout_s:g} s and was ended")

    def _how_it_ended(self) -> str:
        assert self._process is not None
        self._process.join()
        code = self._process.exitcode or 0
        if code < 0:
            return f"its decoder crashed ({signal.Signals(-code).name})"
        return f"its reader ended without an answer (exit status {code})"


def _explained(path: str, how: str) -> str:
    return f"{how}, twice; to see it again: headrace inspect {shlex.quote(path)}"


def _serve(connection: Connection, limits: WorkerLimits, inherited: Connection | None) -> None:
    """The process: one file in, one report out, until the server closes its end."""
    if inherited is not None:
        inherited.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the server ends us
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit_resources(limits)
    prepare_worker(limits.nsfw_model)
    _hush_decoders()
    alive = _sent(connection, "ready")
    while alive:
        try:
            path, options = connection.recv()
        except (EOFError, ConnectionError):
            return
        signal.alarm(math.ceil(limits.file_timeout_s) + ORPHAN_GRACE_S)
        report = read_file(path, options)
        signal.alarm(0)
        alive = _sent(connection, report)


def _sent(connection: Connection, message: object) -> bool:
    """False when the server is gone; so is the reason to go on."""
    try:
        connection.send(message)
    except ConnectionError:
        return False
    return True


def _hush_decoders() -> None:
    """Decoders write what they think of a file to descriptor 2, past any switch of theirs; the report says it in words.

    Python's own errors keep the way they had, so that a fault of ours is still seen in the log.
    """
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _limit_resources(limits: WorkerLimits) -> None:
    os.nice(WORKER_NICENESS)
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
