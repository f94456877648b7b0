"""A server under measurement: started fresh, obeying orders over a pipe, weighed from outside."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.support.cache import BenchmarkError
from benchmarks.support.cores import SERVER_CORE, pinned
from benchmarks.support.usage import cpu_s, memory_kb

PROJECT = Path(__file__).parents[2]
STOP_S = 10


class Obedient:
    """A process that speaks the pipe protocol of `servers/control.py`."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        self._log = log
        with log.open("wb") as stderr:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, cwd=PROJECT
            )
        self.address = self.answer()

    def order(self, rate: float, count: int, size: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"rate": rate, "count": count, "size": size}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                document: dict[str, Any] = json.loads(line)
                return document
        raise BenchmarkError(f"A server ended with status {self.process.wait()}:\n{self._log.read_text()[-4000:]}")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


class Server:
    """One server process, with its files in a folder that goes with it. Use as a context."""

    name = ""

    def __enter__(self) -> Server:
        self._folder = tempfile.TemporaryDirectory(prefix="headrace-benchmark-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        try:
            self.start()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        self._folder.cleanup()

    def start(self) -> None:
        """Start the process; sets `publisher` and `pid`."""
        self.publisher = Obedient(pinned(SERVER_CORE, self.command()), self.folder / "log")
        self.pid = self.publisher.process.pid

    def command(self) -> list[str]:
        raise NotImplementedError

    def end(self) -> None:
        self.publisher.end()

    @property
    def port(self) -> int:
        return int(self.publisher.address["port"])

    @property
    def path(self) -> str:
        return str(self.publisher.address["path"])

    def cpu_s(self) -> float:
        return cpu_s(self.pid)

    def with_publisher_cpu_s(self) -> float:
        return self.cpu_s()

    def memory_kb(self) -> int:
        return memory_kb(self.pid)


class Headrace(Server):
    """The product, as it is in this working copy."""

    name = "headrace"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "benchmarks.streaming.servers.serve_headrace", str(self.folder)]

    def end(self) -> None:
        """Politely, so that its worker processes end with it."""
        assert self.publisher.process.stdin is not None
        self.publisher.process.stdin.close()
        self.publisher.process.stdin = None
        try:
            self.publisher.process.wait(STOP_S)
        finally:
            self.publisher.end()
