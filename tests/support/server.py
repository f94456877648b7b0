"""A real Headrace server in a process of its own, and small clients for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.ingest.disk.temp_folder import clean_up_after_predecessor
from tests.support.postgres import Postgres

START_S = 90
STOP_S = 20
SESSION_S = 120
DATABASES = ("sqlite", "postgresql")
NewDatabase = Callable[[], dict[str, str]]
OVER = ("completed", "committed", "error", "cancelled", "commit_error", "undone")


@dataclass
class HeadraceProcess:
    """`headrace serve` on a free port; `log` holds what it wrote."""

    roots: Sequence[Path]
    data: Path
    environ: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    url: str = ""
    port: int = 0
    """0 takes a free one at the first start; a restart keeps it."""
    aside: Path | None = None
    """Where log and output go, less their suffix; beside the data folder when unset."""

    @property
    def log(self) -> Path:
        return self._beside(".log")

    def _beside(self, suffix: str) -> Path:
        base = self.aside or self.data
        return base.with_name(base.name + suffix)

    def start(self) -> HeadraceProcess:
        command = [sys.executable, "-m", "app", "serve", "--data", str(self.data), "--port", str(self.port)]
        for root in self.roots:
            command += ["--root", str(root)]
        announced = self._beside(".out")
        with announced.open("wb") as out, self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=out, stderr=log, env={**os.environ, **self.environ})
        deadline = time.monotonic() + START_S
        while "http://" not in (text := announced.read_text()):
            assert self.process.poll() is None, f"the server ended: {self.log.read_text()}"
            assert time.monotonic() < deadline, f"the server did not start: {self.log.read_text()}"
            time.sleep(0.01)
        self.url = "http://" + text.split("http://")[1].split()[0]
        self.port = int(self.url.rsplit(":", 1)[1])
        return self

    def kill(self) -> None:
        """What `kill -9` does: no goodbye."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """A polite end; the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_S)

    def __enter__(self) -> HeadraceProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if (lock := self.data / "headrace.lock").exists():
            with lock.open("a+") as held:
                clean_up_after_predecessor(held)  # clear away what the next start would

    def client(self, timeout: float = 30) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=timeout)

    def process_folders(self, *folders: Path, **options: Any) -> str:
        """Press Start Processing; the session's id."""
        parameters = {"directories": [str(folder) for folder in folders], **options}
        with self.client() as client:
            answer = client.post("/api/ingest/process", json={"parameters": parameters})
            assert answer.status_code == 202, answer.text
            session_id = answer.json()["session_id"]
            assert isinstance(session_id, str)
            return session_id

    def status(self, session_id: str) -> dict[str, Any]:
        with self.client() as client:
            answer = client.get(f"/api/ingest/status/{session_id}")
            assert answer.status_code == 200, answer.text
            document = answer.json()
            assert isinstance(document, dict)
            return document

    def wait_until_over(self, session_id: str, timeout: float = SESSION_S) -> dict[str, Any]:
        """The status document once the session is over."""
        deadline = time.monotonic() + timeout
        while (document := self.status(session_id))["status"] not in OVER:
            assert time.monotonic() < deadline, document
            time.sleep(0.05)
        return document

    def commit(self, session_id: str) -> dict[str, Any]:
        """Commit and wait; the status document after it."""
        with self.client() as client:
            answer = client.post("/api/ingest/commit", json={"session_id": session_id})
            assert answer.status_code == 202, answer.text
        return self.wait_until_over(session_id)


def committed_library(server: HeadraceProcess, folder: Path) -> None:
    """Ingest and commit a folder, and wait until all of it can be searched."""
    session_id = server.process_folders(folder)
    server.wait_until_over(session_id)
    server.commit(session_id)
    deadline = time.monotonic() + SESSION_S
    with server.client() as client:
        while client.get("/api/library/files", params={"limit": 1}).json()["pending"]:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def new_database(request: pytest.FixtureRequest, kind: str) -> NewDatabase:
    """Each call makes the environment of a server that has an empty database of this kind."""
    if kind == "sqlite":
        return dict  # the default: a file in the data folder
    postgres: Postgres = request.getfixturevalue("postgres")
    return lambda: {"HEADRACE_DATABASE_URL": postgres.new_database()}


def on_both_databases(metafunc: pytest.Metafunc) -> None:
    """A module's `pytest_generate_tests`: each test that has a `database`, or a server on one, runs on each kind."""
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", DATABASES, indirect=True)


def messages(lines: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """(event, id, data) of each SSE event in the lines of a stream, as the WHATWG standard parses them."""
    event, event_id = "message", ""
    data: list[str] = []
    for line in lines:
        if not line:
            if data:
                yield event, event_id, "\n".join(data)
            event, data = "message", []
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data":
                data.append(value)
            elif name == "event":
                event = value
            elif name == "id":
                event_id = value


def assert_ledger_adds_up(document: dict[str, Any]) -> None:
    ledger = document["ledger"]
    assert ledger["discovered"] == ledger["ok"] + ledger["failed"] + ledger["skipped"] + ledger["pending"]
    assert document["stats"]["processed_files"] == ledger["ok"] + ledger["failed"]
