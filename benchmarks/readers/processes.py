"""The readers compared: each is one process that reads one file after another and is charged its own CPU time."""

from __future__ import annotations

import hashlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.readers.answers import Finding
from benchmarks.support.cache import BenchmarkError, cache_folder
from benchmarks.support.checkout import THIS, Checkout
from benchmarks.support.usage import cpu_s

SHARED_PACKAGES = ("pillow", "defusedxml")
PEER_PACKAGES = ("exifread==3.5.1", "sd-parsers==0.6")
APT = ("apt-get", "install", "--yes", "--no-install-recommends", "libimage-exiftool-perl")
ANSWER_S = 60
END_S = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read once."""

    wall_ms: float
    """From the request to the complete answer, including the pipe."""
    cpu_ms: float
    found: Finding


class ReaderProcess:
    """A process that answers one request per line."""

    def __init__(self, name: str, command: list[str], environ: Mapping[str, str]) -> None:
        self.name = name
        self._process = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(END_S)

    def read(self, path: Path) -> Reading:
        """Let the process read `path`. Raises `BenchmarkError` if it does not answer within `ANSWER_S` seconds."""
        assert self._process.stdin is not None
        cpu, wall = cpu_s(self._process.pid), time.perf_counter()
        self._process.stdin.write(self.make_request(path))
        self._process.stdin.flush()
        answer = self._read_answer()
        wall_ms = (time.perf_counter() - wall) * 1e3
        return Reading(wall_ms, (cpu_s(self._process.pid) - cpu) * 1e3, self.parse_answer(answer))

    def make_request(self, path: Path) -> bytes:
        return json.dumps(str(path)).encode() + b"\n"

    def is_complete(self, answer: bytes) -> bool:
        return answer.endswith(b"\n")

    def parse_answer(self, answer: bytes) -> Finding:
        found: Finding = json.loads(answer)
        return found

    def _read_answer(self) -> bytes:
        assert self._process.stdout is not None
        descriptor, answer, deadline = self._process.stdout.fileno(), b"", time.monotonic() + ANSWER_S
        while not self.is_complete(answer):
            ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(descriptor, 1 << 20) if ready else b""
            if not piece:
                raise BenchmarkError(f"{self.name} did not answer: it exited or hangs.")
            answer += piece
        return answer


class Exiftool(ReaderProcess):
    """exiftool as one persistent process, with its default tags as JSON."""

    def __init__(self) -> None:
        super().__init__("exiftool", ["exiftool", "-stay_open", "True", "-@", "-"], os.environ)

    def make_request(self, path: Path) -> bytes:
        return f"-json\n{path}\n-execute\n".encode()

    def is_complete(self, answer: bytes) -> bool:
        return answer.endswith(b"{ready}\n")

    def parse_answer(self, answer: bytes) -> Finding:
        text = answer.removesuffix(b"{ready}\n").strip()
        tags: dict[str, Any] = json.loads(text)[0] if text else {}
        return {"read": "MIMEType" in tags, "make": "Make" in tags, "date": "DateTimeOriginal" in tags}


def start_headrace(name: str, checkout: Checkout) -> ReaderProcess:
    return ReaderProcess(name, checkout.command("benchmarks.readers.headrace", name), checkout.environ())


def start_peer(name: str) -> ReaderProcess:
    """Raises `BenchmarkError` if the peers cannot be installed."""
    return ReaderProcess(name, [str(_peers_python()), "-m", "benchmarks.readers.peer", name], THIS.environ())


def start_exiftool() -> ReaderProcess:
    """Start exiftool, installed first if missing. Raises `BenchmarkError` when that fails or is not allowed."""
    if not shutil.which("exiftool"):
        advice = "Install it: " + " ".join(APT)
        if os.geteuid() or not shutil.which("apt-get"):
            raise BenchmarkError(f"exiftool is missing and is installed automatically only as root on Debian. {advice}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], capture_output=True, check=False, env=quiet)
        if subprocess.run(APT, capture_output=True, check=False, env=quiet).returncode:
            raise BenchmarkError(f"exiftool could not be installed. {advice}")
    return Exiftool()


def _peers_python() -> Path:
    """Return the interpreter of the peers' virtual environment, created if missing."""
    wanted = [*(f"{name}=={version(name)}" for name in SHARED_PACKAGES), *PEER_PACKAGES]
    digest = hashlib.sha256(" ".join([sys.version, *wanted]).encode()).hexdigest()[:16]
    folder = cache_folder() / f"readers-{digest}"
    python, complete = folder / "bin" / "python", folder / "complete"
    if not complete.exists():
        _install(folder, python, wanted)
        complete.touch()
    return python


def _install(folder: Path, python: Path, wanted: list[str]) -> None:
    uv = shutil.which("uv")
    make = [uv, "venv", "--clear", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    fill = [uv, "pip", "install", "--quiet", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
    for command in ([*make, str(folder)], [*fill, *wanted]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchmarkError(f"The peers could not be installed. Is the package index reachable?\n{done.stderr}")
