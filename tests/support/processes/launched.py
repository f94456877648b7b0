"""Headrace processes as the tests see them."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from typing import BinaryIO, Protocol

from tests.support.needs import check_declared
from tests.support.paths import REPOSITORY

READ_AT_START = ("LD_", "PYTHON", "HEADRACE_WORKER_MEMORY_MB")
"""Variables that count only when a program is started anew begin like this. A fork of the launcher has memory to spare,
which the launcher needed before: a limit does not keep a worker from starting."""
COMMAND_S = 120


class HeadraceCommand(Protocol):
    """A running `headrace` command, with what the tests need of `subprocess.Popen`."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int) -> None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


def start_headrace(
    arguments: Sequence[str], output: BinaryIO, errors: BinaryIO, environ: dict[str, str]
) -> HeadraceCommand:
    """Start `headrace` with these arguments. `environ` is all of its environment."""
    if "--port" in arguments:
        check_declared("server")
    if any(name.startswith(READ_AT_START) and environ[name] != os.environ.get(name) for name in environ):
        return subprocess.Popen([sys.executable, "-m", "app", *arguments], stdout=output, stderr=errors, env=environ)
    return _launcher.start(arguments, output, errors, environ)


def run_headrace(*arguments: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. `environ` is added to this process's environment."""
    words = [*map(str, arguments)]
    with tempfile.TemporaryFile("w+b") as output, tempfile.TemporaryFile("w+b") as errors:
        command = start_headrace(words, output, errors, {**os.environ, "COLUMNS": "200", **environ})
        try:
            status = command.wait(COMMAND_S)
        finally:
            command.kill()
        texts = [_written(file) for file in (output, errors)]
    return subprocess.CompletedProcess(["headrace", *words], status, *texts)


def _written(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode()


class LaunchedCommand:
    """A process that the launcher forked."""

    def __init__(self, pid: int, status: int) -> None:
        self.pid = pid
        self._status = status
        self._returncode: int | None = None

    def poll(self) -> int | None:
        return self._read_status(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status. Raises `subprocess.TimeoutExpired` after `timeout` seconds."""
        status = self._read_status(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(["headrace"], timeout or 0)
        return status

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _read_status(self, timeout: float | None) -> int | None:
        if self._returncode is None and select.select([self._status], [], [], timeout)[0]:
            said = os.read(self._status, 32)
            os.close(self._status)
            assert said, "the launcher ended"
            self._returncode = int(said)
        return self._returncode


class _Launcher:
    """The launcher of this test process, started with the first command."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: socket.socket | None = None

    def start(
        self, arguments: Sequence[str], output: BinaryIO, errors: BinaryIO, environ: dict[str, str]
    ) -> LaunchedCommand:
        request = {"arguments": list(arguments), "environ": environ, "folder": os.getcwd()}
        message = f"{json.dumps(request)}\n".encode()
        read_status, write_status = os.pipe()
        with self._lock:
            if self._requests is None:
                self._requests = _start_launcher()
            socket.send_fds(self._requests, [message], [output.fileno(), errors.fileno(), write_status])
            answer = self._requests.recv(32)
        os.close(write_status)
        assert answer, "the launcher ended"
        return LaunchedCommand(int(answer), read_status)


def _start_launcher() -> socket.socket:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "tests.support.processes.launcher", str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], cwd=REPOSITORY)

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


_launcher = _Launcher()
