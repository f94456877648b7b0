"""The load client: compiled from `client.c` when needed, and run on a core of its own."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from benchmarks.support.cache import BenchmarkError, cache_folder
from benchmarks.support.cores import CLIENT_CORE, pin_to_core
from benchmarks.support.usage import cpu_s

SOURCE = Path(__file__).with_name("client.c")
FLAGS = ("-O2", "-Wall", "-Wextra")
SPARE_DESCRIPTORS = 500
"""Open files needed in addition to one per connection."""
PORTS_PER_ADDRESS = 15_000
"""A source address has about 28,000 ephemeral ports. Using half leaves room for ports in TIME_WAIT."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from a given moment in the life of an event to its arrival at the client."""

    p50_ms: float
    p90_ms: float
    p99_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class ClientResult:
    """The counts of one run. `delivered` counts the events that arrived in order."""

    connections: int
    opened: int
    refused: int
    stalled: int
    closed_early: int
    delivered: int
    lost: int
    """Sequence numbers that were skipped."""
    reordered: int
    """Events that arrived twice, or after a later one."""
    incomplete: int
    """Connections that had not received the last event when the client stopped."""
    events: int
    named_events: int
    """Counted, like `comments`, once all connections are open; either can serve as a keepalive."""
    comments: int
    reads: int
    body_bytes: int
    wire_bytes: int
    undecoded: bool
    since_due: Latency
    since_emitted: Latency
    span_s: float
    elapsed_s: float
    client_cpu_s: float

    @property
    def is_lossless(self) -> bool:
        return not (self.lost or self.reordered or self.incomplete or self.closed_early or self.refused)


def build_client() -> Path:
    """Return the path of the compiled client, from the cache unless the source changed. Raises `BenchmarkError`."""
    compiler = os.environ.get("CC") or shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise BenchmarkError("No C compiler was found. Install one (apt-get install gcc libc6-dev) or set CC.")
    digest = hashlib.sha256(SOURCE.read_bytes() + " ".join(FLAGS).encode()).hexdigest()[:16]
    target = cache_folder() / f"client-{digest}"
    if not target.exists():
        _compile(compiler, target)
    return target


def _compile(compiler: str, target: Path) -> None:
    """Compile with zlib if its header is installed. Without zlib, gzip streams are measured but not decoded."""
    unfinished = target.with_suffix(f".{os.getpid()}")
    plain = [compiler, *FLAGS, "-o", str(unfinished), str(SOURCE)]
    for command in ([*plain, "-DWITH_ZLIB", "-lz"], plain):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            unfinished.rename(target)
            return
    raise BenchmarkError(f"The load client did not compile. Check that libc6-dev is installed.\n{done.stderr}")


def raise_descriptor_limit(needed: int) -> None:
    """Raise the limit of open files as far as allowed, also for child processes.

    Raises `BenchmarkError` if fewer than `needed` are allowed.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise BenchmarkError(
            f"{needed} open files are needed but only {hard} are allowed. Raise the limit as root: ulimit -Hn {needed}."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class LoadClient:
    """One run of the client. Use as a context manager: all connections are open when the block begins."""

    def __init__(
        self,
        port: int,
        path: str,
        connections: int,
        *,
        expect: int = 0,
        deadline_s: float = 60,
        hold_s: float = 0,
        stalled: int = 0,
        accept_encoding: str | None = None,
        core: int | None = CLIENT_CORE,
        nap_us: int = 0,
    ) -> None:
        sources = 1 + (connections + stalled) // PORTS_PER_ADDRESS
        command = [str(build_client()), "--port", str(port), "--path", path, "--connections", str(connections)]
        command += ["--expect", str(expect), "--deadline", str(deadline_s), "--hold", str(hold_s)]
        command += ["--stalled", str(stalled), "--sources", str(sources)]
        command += ["--nap-us", str(nap_us)]
        if accept_encoding:
            command += ["--accept-encoding", accept_encoding]
        self._command = pin_to_core(core, command)

    def __enter__(self) -> LoadClient:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        if not ready:
            raise BenchmarkError(f"The load client exited with status {self._process.wait()} before it was ready.")
        self.opened: int = json.loads(ready)["ready"]
        return self

    def cpu_s(self) -> float:
        return cpu_s(self._process.pid)

    def wait_for_result(self) -> ClientResult:
        """Wait until every connection has every event, or until the deadline."""
        assert self._process.stdout is not None
        document = json.loads(self._process.stdout.readline())
        document["since_due"] = Latency(**document["since_due"])
        document["since_emitted"] = Latency(**document["since_emitted"])
        return ClientResult(**document)

    def stop(self) -> ClientResult:
        """Stop now and return the counts so far."""
        assert self._process.stdin is not None
        self._process.stdin.write("stop\n")
        self._process.stdin.flush()
        return self.wait_for_result()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()
