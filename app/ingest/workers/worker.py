"""A worker: a separate process that reads one file at a time.

Decoders are native code that handles untrusted files. When a file crashes a decoder, makes it hang or exhausts its
memory, the process ends, a new one replaces it, and the file is read once more as that process's first file. When this
process ends too, the file fails.
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
"""Lower priority than the server's, so that a busy ingest never delays the page."""

START_TRIES = 3
"""How often a worker that ends before its first file is started before `WorkerStartError`."""

ORPHAN_GRACE_S = 5
"""If the server dies while a decode hangs, the worker ends itself this long after the time limit."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    file_timeout_s: float
    memory_bytes: int
    nsfw_model: str | None = None
    """Loaded before the first file, so that no file's time limit includes the loading."""


class WorkerCancelledError(Exception):
    """The worker was cancelled while it read; the file gets no outcome."""


class WorkerStartError(RuntimeError):
    """A worker process could not start. No file caused this, so no file fails for it."""


class _WorkerEndedError(Exception):
    """The process ended before it answered; the message says how."""


def worker_context() -> ForkServerContext:
    """Return a context that forks workers from a process with the readers imported, which takes milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.ingest.workers.worker"])
    return context


def command_context() -> ForkContext:
    """Return a context for commands: they run no threads and have already imported the readers, so a fork is enough."""
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
        """Start the process if it is not running. Raises `WorkerStartError`."""
        if self._process is not None and self._process.is_alive():
            return
        for _ in range(START_TRIES):
            try:
                self._fork()
            except (EOFError, ConnectionError):  # the fork server was killed; the next try starts it too
                continue
            return
        raise WorkerStartError("a worker could not start: the process that workers are forked from does not respond")

    def _fork(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, theirs = self._context.Pipe()
        self._ready = False
        # A forked child inherits our end of the pipe. Unless it closes it, it never notices that the server is gone.
        ours = self._connection if isinstance(self._context, ForkContext) else None
        process = self._context.Process(target=_serve, args=(theirs, self._limits, ours), daemon=True)
        try:
            process.start()
        finally:
            theirs.close()
        self._process = process

    def read(self, path: str, options: ReadOptions) -> FileReport:
        """Return the report on `path`. Raises `WorkerCancelledError` after `cancel`, or `WorkerStartError`."""
        self._raise_if_cancelled()
        try:
            return self._read_once(path, options)
        except _WorkerEndedError:
            self._raise_if_cancelled()
        try:
            return self._read_once(path, options)
        except _WorkerEndedError as ended:
            self._raise_if_cancelled()
            return FileReport(path=path, failures=(Failure(Step.WORKER, _explain_failure(path, str(ended))),))

    def clear_cancel(self) -> None:
        """Forget an earlier `cancel`: it concerned the previous session."""
        with self._lock:
            self._cancelled = False

    def cancel(self) -> None:
        """Stop reading at once, even in a hung decode; `read` raises until `clear_cancel` is called."""
        with self._lock:
            self._cancelled = True
            self._end_process()

    def stop(self) -> None:
        """End the process and release its pipe."""
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
        self._ensure_ready()
        assert self._connection is not None
        try:
            self._connection.send((path, options))
            self._wait_for_answer()
            report = self._connection.recv()
        except (EOFError, ConnectionError):
            raise _WorkerEndedError(self._describe_end()) from None
        assert isinstance(report, FileReport)
        return report

    def _ensure_ready(self) -> None:
        for _ in range(START_TRIES):
            self.start()
            if self._ready or self._wait_until_ready():
                return
            self._raise_if_cancelled()
        raise WorkerStartError(f"a worker could not start: {self._describe_end()}; see the log for the cause")

    def _wait_until_ready(self) -> bool:
        """Wait for the process; return False when it ended before its first file (killed, or out of memory)."""
        assert self._connection is not None and self._process is not None
        try:
            self._connection.recv()
        except (EOFError, ConnectionError):
            self._process.join()  # its end of the pipe closes shortly before the process counts as ended
            return False
        self._ready = True
        return True

    def _wait_for_answer(self) -> None:
        assert self._connection is not None and self._process is not None
        if not wait([self._connection, self._process.sentinel], timeout=self._limits.file_timeout_s):
            self._process.kill()
            self._process.join()
            raise _WorkerEndedError(f"took longer than {self._limits.file_timeout_s:g} s and was stopped")

    def _describe_end(self) -> str:
        assert self._process is not None
        self._process.join()
        code = self._process.exitcode or 0
        if code < 0:
            return f"its decoder crashed ({signal.Signals(-code).name})"
        return f"its worker exited without an answer (exit status {code})"


def _explain_failure(path: str, how: str) -> str:
    return f"{how}, twice; to reproduce it: headrace inspect {shlex.quote(path)}"


def _serve(connection: Connection, limits: WorkerLimits, inherited: Connection | None) -> None:
    """Run in the worker process: receive paths and send reports until the server closes its end of the pipe."""
    if inherited is not None:
        inherited.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the server ends its workers
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit_resources(limits)
    prepare_worker(limits.nsfw_model)
    _silence_decoders()
    alive = _send(connection, "ready")
    while alive:
        try:
            path, options = connection.recv()
        except (EOFError, ConnectionError):
            return
        signal.alarm(math.ceil(limits.file_timeout_s) + ORPHAN_GRACE_S)
        report = read_file(path, options)
        signal.alarm(0)
        alive = _send(connection, report)


def _send(connection: Connection, message: object) -> bool:
    """Send `message`; return False when the server is gone."""
    try:
        connection.send(message)
    except ConnectionError:
        return False
    return True


def _silence_decoders() -> None:
    """Discard what decoders write to file descriptor 2; they offer no switch for it, and the report has the reason.

    Python's own errors still go to the original descriptor, so that our own defects appear in the log.
    """
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)


def _limit_resources(limits: WorkerLimits) -> None:
    os.nice(WORKER_NICENESS)
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
