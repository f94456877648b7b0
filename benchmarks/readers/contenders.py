"""Who reads: each a process that is started once, asked for one file after another, and paid by its own CPU time."""

from __future__ import annotations

import hashlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.readers.answering import Finding
from benchmarks.support.cache import BenchmarkError, cache_folder
from benchmarks.support.usage import cpu_s

ROOT = Path(__file__).resolve().parents[2]
SAME_AS_OURS = ("pillow", "defusedxml")
THEIRS = ("exifread==3.5.1", "sd-parsers==0.6")
APT = ("apt-get", "install", "--yes", "--no-install-recommends", "libimage-exiftool-perl")
ANSWER_S = 60
END_S = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read once."""

    wall_ms: float
    """From asking to the whole answer, the pipe included."""
    cpu_ms: float
    found: Finding


class Contender:
    """A process that answers lines. `read` raises `BenchmarkError` when no answer comes."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Contender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(END_S)

    def read(self, path: Path) -> Reading:
        """Asks for `path` and waits for the answer."""
        assert self._process.stdin is not None
        cpu, wall = cpu_s(self._process.pid), time.perf_counter()
        self._process.stdin.write(self.request(path))
        self._process.stdin.flush()
        answer = self._answer()
        wall_ms = (time.perf_counter() - wall) * 1e3
        return Reading(wall_ms, (cpu_s(self._process.pid) - cpu) * 1e3, self.finding(answer))

    def request(self, path: Path) -> bytes:
        return json.dumps(str(path)).encode() + b"\n"

    def is_complete(self, answer: bytes) -> bool:
        return answer.endswith(b"\n")

    def finding(self, answer: bytes) -> Finding:
        found: Finding = json.loads(answer)
        return found

    def _answer(self) -> bytes:
        assert self._process.stdout is not None
        descriptor, answer, deadline = self._process.stdout.fileno(), b"", time.monotonic() + ANSWER_S
        while not self.is_complete(answer):
            ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(descriptor, 1 << 20) if ready else b""
            if not piece:
                raise BenchmarkError(f"{self.name} gave no answer; it ended or hangs.")
            answer += piece
        return answer


class Exiftool(Contender):
    """Debian's exiftool, kept open, with its default tags as JSON."""

    def __init__(self) -> None:
        super().__init__("exiftool", ["exiftool", "-stay_open", "True", "-@", "-"])

    def request(self, path: Path) -> bytes:
        return f"-json\n{path}\n-execute\n".encode()

    def is_complete(self, answer: bytes) -> bool:
        return answer.endswith(b"{ready}\n")

    def finding(self, answer: bytes) -> Finding:
        text = answer.removesuffix(b"{ready}\n").strip()
        tags: dict[str, Any] = json.loads(text)[0] if text else {}
        return {"read": "MIMEType" in tags, "make": "Make" in tags, "date": "DateTimeOriginal" in tags}


def ours(name: str) -> Contender:
    return Contender(name, [sys.executable, "-m", "benchmarks.readers.headrace", name])


def peer(name: str) -> Contender:
    """Raises `BenchmarkError` where the peers cannot be installed."""
    return Contender(name, [str(_peers_python()), "-m", "benchmarks.readers.peer", name])


def exiftool() -> Contender:
    """Installs it where it is missing and that is allowed. Raises `BenchmarkError`."""
    if not shutil.which("exiftool"):
        cure = "Install it: " + " ".join(APT)
        if os.geteuid() or not shutil.which("apt-get"):
            raise BenchmarkError(
                f"exiftool is not installed, and only root on Debian or Ubuntu could do so here. {cure}"
            )
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], capture_output=True, check=False, env=quiet)
        if subprocess.run(APT, capture_output=True, check=False, env=quiet).returncode:
            raise BenchmarkError(f"exiftool could not be installed. {cure}")
    return Exiftool()


def _peers_python() -> Path:
    """The Python of the peers' virtual environment, made when it is not there."""
    wanted = [*(f"{name}=={version(name)}" for name in SAME_AS_OURS), *THEIRS]
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
            raise BenchmarkError(f"The peers could not be installed; is the package index reachable?\n{done.stderr}")
