"""A server under test: started fresh, ordered to publish events over a pipe, measured from outside."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import THIS, Checkout
from benchmarks.support.cores import SERVER_CORE, pin_to_core
from benchmarks.support.usage import cpu_s, memory_kb

STOP_S = 10
BACKGROUND_S = 1.5
"""Longer than the time between two runs of whatever the product does in the background."""


class Publisher:
    """A process that speaks the pipe protocol of `servers/control.py`. Raises `BenchmarkError` if it does not start."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as stderr:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, env=environ
            )
        self.address = self.read_answer()

    def order(self, rate: float, count: int, size: int) -> None:
        """Order `count` events of `size` bytes at `rate` events per second."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"rate": rate, "count": count, "size": size}) + "\n")
        self.process.stdin.flush()

    def read_answer(self) -> dict[str, Any]:
        """Wait for the answer to the oldest open order. Raises `BenchmarkError` if the process ends instead."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                document: dict[str, Any] = json.loads(line)
                return document
        raise BenchmarkError(f"A server exited with status {self.process.wait()}:\n{self._log.read_text()[-4000:]}")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class Server:
    """One server process and its temporary folder. Use as a context manager.

    `checkout` is the checkout that `Headrace` runs from; other servers ignore it.
    """

    name = ""

    def __init__(self, checkout: Checkout = THIS) -> None:
        self.checkout = checkout

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
        self.stop()
        self._folder.cleanup()

    def start(self) -> None:
        """Start the process; sets `publisher` and `pid`."""
        self.publisher = Publisher(pin_to_core(SERVER_CORE, self.command()), self.environ(), self.folder / "log")
        self.pid = self.publisher.process.pid

    def command(self) -> list[str]:
        raise NotImplementedError

    def environ(self) -> dict[str, str]:
        return THIS.environ()

    def stop(self) -> None:
        self.publisher.kill()

    @property
    def port(self) -> int:
        return int(self.publisher.address["port"])

    @property
    def path(self) -> str:
        return str(self.publisher.address["path"])

    def cpu_s(self) -> float:
        return cpu_s(self.pid)

    def cpu_with_publisher_s(self) -> float:
        return self.cpu_s()

    def memory_kb(self) -> int:
        return memory_kb(self.pid)

    def settled_memory_kb(self) -> int:
        """Return the memory of the server at rest. What it does first in the background, such as opening its database
        for the first check, would count as memory of connections."""
        time.sleep(BACKGROUND_S)
        return self.memory_kb()


class Headrace(Server):
    """The product, from `checkout`: the server module of that checkout starts it, so older designs run as they were."""

    name = "headrace"
    module = "serve_headrace"

    def command(self) -> list[str]:
        return self.checkout.command(f"benchmarks.streaming.servers.{self.module}", self.folder)

    def environ(self) -> dict[str, str]:
        return self.checkout.environ()

    def stop(self) -> None:
        """Close the pipe, so that the server stops its worker processes before it exits."""
        assert self.publisher.process.stdin is not None
        self.publisher.process.stdin.close()
        self.publisher.process.stdin = None
        try:
            self.publisher.process.wait(STOP_S)
        finally:
            self.publisher.kill()


class FilesServer(Headrace):
    """Headrace with a session that reads files successfully instead of failing them."""

    module = "serve_files"
