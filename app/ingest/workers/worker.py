"""A worker: a separate process that reads one file at a time, or makes something else of one: a rendition, for example.

Decoders are native code that handles untrusted files. When a file crashes a decoder, makes it hang or exhausts its
memory, the process ends, a new one replaces it, and the file is read once more as that process's first file. When this
process ends too, the file fails. A file that takes longer than the time limit fails at once: reading it again would
take that long again. So does one that a user skips.
"""

from __future__ import annotations

import ctypes
import math
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TextIO, TypeVar, cast

import psutil

from app.domain.findings.encoded_report import EncodedReport
from app.domain.report import Failure, FileReport, Step
from app.domain.text.plain_text import EscapedText
from app.ingest.workers.metrics import WorkerEnd
from app.ingest.workers.reading import Encoding, read_and_encode
from app.readers import (
    CELLS,
    FileProgress,
    ReadingProgress,
    ReadOptions,
    load_nsfw_model,
    prepare_worker,
    read_file,
)
from app.system import (
    AnswerWaiter,
    limit_process,
    new_worker_context,
    receive_descriptor,
    send_descriptor,
    set_deadline,
)

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, ForkProcess, ForkServerContext, ForkServerProcess

READING_NICENESS = 5
"""Lower priority than the server's, so that a busy ingest never delays the page."""

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

START_TRIES = 3
"""How often a worker that ends before its first file is started before `WorkerStartError`."""

ORPHAN_GRACE_S = 5
"""If the server dies while a decode hangs, the worker ends itself this long after the time limit."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    file_timeout_s: float
    memory_bytes: int
    niceness: int = READING_NICENESS


@dataclass(frozen=True, slots=True)
class _Call:
    """What a worker process is asked to do. With `sends_file`, the descriptor of an open file follows; with
    `shows_progress`, the function gets the `ReadingProgress` that the server reads."""

    function: Callable[..., object]
    arguments: tuple[Any, ...]
    sends_file: bool = False
    shows_progress: bool = False
    nsfw_model: str | None = None
    """What must be loaded before; None: no model."""


class WorkerCancelledError(Exception):
    """The worker was cancelled while it read; the file gets no outcome."""


class FileInterruptedError(Exception):
    """The reading of the file was interrupted; it gets no outcome, and can be read again."""


class FileSkippedError(Exception):
    """The file was skipped while it was read; the message is the reason."""


class WorkerFailedError(Exception):
    """The file crashed its worker or took too long; the message says which."""


class WorkerStartError(RuntimeError):
    """A worker process could not start. No file caused this, so no file fails for it."""


class _WorkerEndedError(Exception):
    """The process ended before it answered; the message says how."""


class _TimeLimitError(Exception):
    """The process was ended, because it took longer than the time limit; the message says so."""


def worker_context() -> ForkServerContext:
    """Return a context that starts workers with the readers imported."""
    return new_worker_context(__name__)


class Worker:
    """Reads files in a process; one thread at a time reads and calls, any thread may cancel, skip and interrupt."""

    def __init__(
        self,
        context: ForkServerContext | ForkContext,
        limits: WorkerLimits,
        count_end: Callable[[WorkerEnd], None] = lambda _: None,
    ) -> None:
        """`count_end` is called when a file has ended the process, in the thread that reads it."""
        self._count_end = count_end
        self._context = context
        self._limits = limits
        self._process: ForkServerProcess | ForkProcess | None = None
        self._connection: Connection | None = None
        self._waiter: AnswerWaiter | None = None
        self._ready = False
        self._nsfw_model: str | None = None
        """The model that the process has loaded."""
        self._lock = threading.Lock()
        self._cancelled = False
        self._path: str | None = None
        """Of the file that is being read."""
        self._skipped: str | None = None
        """Why this file was skipped."""
        self._interrupted = False
        """Whether the reading of this file is to end without an outcome."""
        cells = cast(MutableSequence[int], context.RawArray(ctypes.c_longlong, CELLS))
        self._progress = ReadingProgress(cells)
        self._spent = self._progress.seconds

    @property
    def pid(self) -> int | None:
        """Id of the process; None before there is one."""
        return None if self._process is None else self._process.pid

    @property
    def progress(self) -> FileProgress:
        """How far the file is that is being read."""
        return self._progress.now

    @property
    def machine(self) -> str:
        """Name of the machine; empty for the server's own."""
        return ""

    @property
    def is_waiting(self) -> bool:
        """A file that this worker gets is read at once."""
        return False

    @property
    def begun_at(self) -> None:
        """When it gets the file."""
        return None

    @property
    def cpu_s(self) -> float | None:
        """Processor time that the process has used, in seconds; None while there is none."""
        try:
            times = psutil.Process(self.pid).cpu_times() if self.pid else None
        except psutil.Error:
            return None
        return None if times is None else times.user + times.system

    @property
    def effort(self) -> object:
        """Progress and processor time: a slow decode uses its processor, a disk that does not answer nothing."""
        return self.progress, self.cpu_s

    def select_visible(self, _directories: Sequence[str]) -> None:
        """The server sees whatever it was given."""

    def is_for(self, _options: ReadOptions) -> bool:
        return True

    def take_time_spent(self) -> dict[Step, float]:
        """Return the seconds that each step of reading took since the last call; steps that took none are left out."""
        before, self._spent = self._spent, self._progress.seconds
        return {step: spent for step in Step if (spent := self._spent[step] - before[step]) > 0}

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
        self._close_pipe()
        self._connection, theirs = self._context.Pipe()
        self._ready, self._nsfw_model = False, None
        # A forked child inherits our end of the pipe. Unless it closes it, it never notices that the server is gone.
        ours = self._connection if self._context.get_start_method() == "fork" else None
        process = self._context.Process(target=_serve, args=(theirs, self._limits, ours, self._progress), daemon=True)
        try:
            process.start()
        finally:
            theirs.close()
        self._process = process
        self._waiter = AnswerWaiter(self._connection, process.sentinel)

    def _close_pipe(self) -> None:
        if self._waiter is not None:
            self._waiter.close()
            self._waiter = None
        if self._connection is not None:
            self._connection.close()

    def read(self, path: str, options: ReadOptions) -> FileReport:
        """Return the report on `path`.

        Raises `WorkerCancelledError` after `cancel`, `FileSkippedError` after `skip`, `FileInterruptedError` after
        `interrupt`, or `WorkerStartError`.
        """
        try:
            report = self._read(path, _call_for(read_file, options, path, options))
        except WorkerFailedError as failed:
            return failed_in_worker(path, _explain_failure(path, str(failed)))
        assert isinstance(report, FileReport)
        return report

    def read_encoded(self, path: str, options: ReadOptions, encoding: Encoding) -> EncodedReport:
        """Return the report on `path` as the database keeps it. A file that ends the process fails.

        Raises `WorkerCancelledError` after `cancel`, `FileSkippedError` after `skip`, `FileInterruptedError` after
        `interrupt`, or `WorkerStartError`.
        """
        try:
            report = self._read(path, _call_for(read_and_encode, options, path, options, encoding))
        except WorkerFailedError as failed:
            return encoding.encode(failed_in_worker(path, _explain_failure(encoding.path or path, str(failed))))
        assert isinstance(report, EncodedReport)
        return report

    def call(
        self,
        function: Callable[Concatenate[int, Arguments], Answer],
        descriptor: int,
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer:
        """Return what `function` makes of an open file in the process, which gets a descriptor of its own.

        `function` is one of a module, and raises nothing. Raises `WorkerFailedError` where the file ends the process
        or takes too long, `WorkerCancelledError` after `cancel`, or `WorkerStartError`.
        """
        assert not named, "arguments are sent by position"
        return cast(Answer, self._call_twice(_Call(function, arguments, sends_file=True), descriptor))

    def _call_twice(self, call: _Call, descriptor: int | None) -> object:
        """Make the call, and once more in a new process when the first one ends."""
        self._raise_if_stopped()
        try:
            try:
                return self._call_once(call, descriptor)
            except _WorkerEndedError:
                self._raise_if_stopped()
                self._count_end(WorkerEnd.CRASHED)
            try:
                return self._call_once(call, descriptor)
            except _WorkerEndedError as ended:
                raise _WorkerEndedError(f"{ended}, twice") from None
        except (_WorkerEndedError, _TimeLimitError) as ended:
            self._raise_if_stopped()
            self._count_end(WorkerEnd.TIMED_OUT if isinstance(ended, _TimeLimitError) else WorkerEnd.CRASHED)
            raise WorkerFailedError(str(ended)) from None

    def clear_cancel(self) -> None:
        """Forget an earlier `cancel`: it concerned the previous session."""
        with self._lock:
            self._cancelled = False

    def cancel(self) -> None:
        """Stop reading at once, even in a hung decode; `read` raises until `clear_cancel` is called."""
        with self._lock:
            self._cancelled = True
            self._end_process()

    def skip(self, path: str, reason: str) -> bool:
        """Stop reading `path` at once, so that it fails with `reason`. Return False when it is not being read."""
        with self._lock:
            if self._path != path:
                return False
            self._skipped = reason
            self._end_process()
            return True

    def interrupt(self, path: str) -> None:
        """Stop reading `path` at once, without an outcome. Does nothing when it is not being read."""
        with self._lock:
            if self._path == path:
                self._interrupted = True
                self._end_process()

    def stop(self) -> None:
        """End the process and release its pipe."""
        with self._lock:
            self._end_process()
        if self._process is not None:
            self._process.join()
        self._close_pipe()

    def _read(self, path: str, call: _Call) -> object:
        self._begin(path)
        try:
            report = self._call_twice(call, None)
            if (reason := self._end()) is not None:
                raise FileSkippedError(reason)
            return report
        finally:
            self._end()

    def _begin(self, path: str) -> None:
        self._raise_if_stopped()
        with self._lock:
            self._path = path
            self._progress.clear()

    def _end(self) -> str | None:
        """From now on `skip` and `interrupt` come too late. Return the reason if the file was skipped before."""
        with self._lock:
            reason, is_ended = self._skipped, self._skipped is not None or self._interrupted
            self._path, self._skipped, self._interrupted = None, None, False
        if is_ended and self._process is not None:
            self._process.join()  # the next file must not be sent to a process that is about to end
        return reason

    def _raise_if_stopped(self) -> None:
        with self._lock:
            if self._cancelled:
                raise WorkerCancelledError
            if self._skipped is not None:
                raise FileSkippedError(self._skipped)
            if self._interrupted:
                raise FileInterruptedError

    def _end_process(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()

    def _call_once(self, call: _Call, descriptor: int | None) -> object:
        self._ensure_ready()
        self._raise_if_stopped()  # what was asked for while there was no process to end
        try:
            if call.nsfw_model not in (None, self._nsfw_model):
                self._exchange(_Call(load_nsfw_model, (call.nsfw_model,)), None)
                self._nsfw_model = call.nsfw_model
            return self._exchange(call, descriptor)
        except (EOFError, ConnectionError):
            raise _WorkerEndedError(self._describe_end()) from None

    def _exchange(self, call: _Call, descriptor: int | None) -> object:
        assert self._connection is not None and self._process is not None
        self._connection.send(call)
        if descriptor is not None:
            assert self._process.pid is not None
            send_descriptor(self._connection, descriptor, self._process.pid)
        self._wait_for_answer()
        return self._connection.recv()

    def _ensure_ready(self) -> None:
        for _ in range(START_TRIES):
            self.start()
            if self._ready or self._wait_until_ready():
                return
            self._raise_if_stopped()
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
        assert self._waiter is not None and self._process is not None
        if not self._waiter.wait(self._limits.file_timeout_s):
            self._process.kill()
            self._process.join()
            self._raise_if_stopped()
            raise _TimeLimitError(f"took longer than {self._limits.file_timeout_s:g} s and was stopped")

    def _describe_end(self) -> str:
        assert self._process is not None
        self._process.join()
        code = self._process.exitcode or 0
        if code < 0:
            return f"its decoder crashed ({signal.Signals(-code).name})"
        return f"its worker exited without an answer (exit status {code})"


def _call_for(function: Callable[..., object], options: ReadOptions, *arguments: object) -> _Call:
    """Return the call of a function that reads a file with these options."""
    model = options.nsfw_model if options.nsfw else None
    return _Call(function, arguments, shows_progress=True, nsfw_model=model)


def failed_in_worker(path: str, reason: str) -> FileReport:
    """Return the report on a file whose reading was ended from outside."""
    return FileReport(path=path, failures=(Failure(Step.WORKER, reason),))


def _explain_failure(path: str, how: str) -> str:
    return f"{how}; to reproduce it: headrace inspect {shlex.quote(path)}"


def _serve(
    connection: Connection, limits: WorkerLimits, inherited: Connection | None, progress: ReadingProgress
) -> None:
    """Run in the worker process: receive calls and send answers until the server closes its end of the pipe."""
    if inherited is not None:
        inherited.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the server ends its workers
    limit_process(limits.niceness, limits.memory_bytes)
    prepare_worker()
    _silence_decoders()
    alive = _send(connection, "ready")
    while alive:
        try:
            call = connection.recv()
            descriptor = receive_descriptor(connection) if call.sends_file else None
        except (EOFError, ConnectionError):
            return
        set_deadline(math.ceil(limits.file_timeout_s) + ORPHAN_GRACE_S)
        answer = _answer(call, descriptor, progress)
        set_deadline(0)
        alive = _send(connection, answer)


def _answer(call: _Call, descriptor: int | None, progress: ReadingProgress) -> object:
    if call.shows_progress:
        return call.function(*call.arguments, progress=progress)
    if descriptor is None:
        return call.function(*call.arguments)
    try:
        return call.function(descriptor, *call.arguments)
    finally:
        os.close(descriptor)


def _send(connection: Connection, message: object) -> bool:
    """Send `message`; return False when the server is gone."""
    try:
        connection.send(message)
    except ConnectionError:
        return False
    return True


def _silence_decoders() -> None:
    """Discard what decoders write to file descriptor 2; they offer no switch for it, and the report has the reason.

    Python's own errors still go to the original descriptor, so that our own defects appear in the log, escaped: their
    messages may contain text of the file.
    """
    sys.stderr = cast(TextIO, EscapedText(os.fdopen(os.dup(2), "w", buffering=1, errors="backslashreplace")))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)
