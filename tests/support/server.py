"""A real Headrace server in a process of its own, and clients for it.

Tests get servers from one family of fixtures (tests/conftest.py):

- `server` is one server for all tests of a module. They share its library, so each uses folders of its own.
- `fresh_server` is a server of the test's own, with an empty library. Use it where a test counts what the library
  holds, stops the server or sets the clock of its database.
- `new_server(root, …, environ=…)` makes a server that is started by `with`, for tests that need another configuration
  or several servers.

A module configures `server` and `fresh_server` by overriding two fixtures: `roots` (the media folders) and `environ`
(the settings). Both run on SQLite, and on PostgreSQL too where the module says
`pytest_generate_tests = on_both_databases`. `root` is a folder of the test's own below the first media folder.

The stream's own tests use `tests.live.support.LiveServer`: the stream's endpoint alone, in the test's process, where a
test can publish states directly.
"""

from __future__ import annotations

import os
import signal
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from app.ingest.disk.temp_folder import clean_up_after_predecessor
from tests.support.postgres import Postgres
from tests.support.processes import HeadraceCommand, start_headrace
from tests.support.waiting import PATIENCE_S, wait_until

START_S = 90
STOP_S = 20
SESSION_S = 120
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
NewDatabase = Callable[[], dict[str, str]]
"""Makes a database without files for a server and returns the environment that selects it."""
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of servers without TLS. Without it, each client reads the machine's certificates, which takes 17 ms."""
OVER = ("completed", "committed", "error", "cancelled", "commit_error", "undone")


class NewServer(Protocol):
    def __call__(
        self, *roots: Path, data: Path | None = None, environ: dict[str, str] | None = None
    ) -> HeadraceProcess:
        """Return a server for these media folders that is not started yet. Without `data`, a new data folder."""


@dataclass
class HeadraceProcess:
    """`headrace serve` on a free port; `log` holds what it wrote."""

    roots: Sequence[Path]
    data: Path
    environ: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with every request of `client`: a server with accounts wants a token."""
    process: HeadraceCommand | None = None
    url: str = ""
    port: int = 0
    """0 takes a free port at the first start; a restart keeps it."""
    aside: Path | None = None
    """Path of the log and the output, without the suffix. Unset: beside the data folder."""

    @property
    def log(self) -> Path:
        return self._beside(".log")

    def _beside(self, suffix: str) -> Path:
        base = self.aside or self.data
        return base.with_name(base.name + suffix)

    def start(self) -> HeadraceProcess:
        arguments = ["serve", "--data", str(self.data), "--port", str(self.port)]
        for root in self.roots:
            arguments += ["--root", str(root)]
        announced = self._beside(".out")
        with announced.open("wb") as out, self.log.open("ab") as log:
            self.process = start_headrace(arguments, out, log, {**os.environ, **self.environ})

        def read_output() -> str:
            assert self.process is not None
            assert self.process.poll() is None, f"The server ended: {self.log.read_text()}"
            return announced.read_text()

        text = wait_until(
            read_output,
            "the server printed its address",
            holds=lambda text: "http://" in text,
            seconds=START_S,
            pause=0.01,
        )
        self.url = "http://" + text.split("http://")[1].split()[0]
        self.port = int(self.url.rsplit(":", 1)[1])
        return self

    def kill(self) -> None:
        """End the process at once, as `kill -9` does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask the server to stop, and return its exit status."""
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
                clean_up_after_predecessor(held)  # a killed server leaves temporary files, which the next start deletes

    def client(self, timeout: float = 30) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=self.headers, timeout=timeout, verify=NO_TLS)

    def process_folders(self, *folders: Path, **options: Any) -> str:
        """Start a session over `folders` and return its id.

        Where pictures are judged, as the program does by default, that takes most of the session's time.
        """
        parameters = {"directories": [str(folder) for folder in folders], **options}
        with self.client() as client:
            answer = client.post("/api/ingest/process", json={"parameters": parameters})
            assert answer.status_code == 202, answer.text
            session_id = answer.json()["session_id"]
            assert isinstance(session_id, str)
            return session_id

    def status(self, session_id: str) -> dict[str, Any]:
        with self.client() as client:
            return _read_status(client, session_id)

    def wait_until_over(self, session_id: str, timeout: float = SESSION_S) -> dict[str, Any]:
        """Return the status document of the session once it is over."""
        return self.wait_for(session_id, "the session is over", lambda state: state["status"] in OVER, seconds=timeout)

    def wait_for(
        self, session_id: str, what: str, holds: Callable[[dict[str, Any]], object], *, seconds: float = PATIENCE_S
    ) -> dict[str, Any]:
        """Return the status document of the session once `holds` is true for it; see `wait_until`."""
        with self.client() as client:
            return wait_until(lambda: _read_status(client, session_id), what, holds=holds, seconds=seconds)

    def commit(self, session_id: str) -> dict[str, Any]:
        """Commit the session, wait, and return its status document."""
        with self.client() as client:
            answer = client.post("/api/ingest/commit", json={"session_id": session_id})
            assert answer.status_code == 202, answer.text
        return self.wait_until_over(session_id)


def _read_status(client: httpx.Client, session_id: str) -> dict[str, Any]:
    answer = client.get(f"/api/ingest/status/{session_id}")
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert isinstance(document, dict)
    return document


def committed_library(server: HeadraceProcess, folder: Path) -> None:
    """Ingest and commit a folder, and wait until all of it can be searched."""
    session_id = server.process_folders(folder, enable_nsfw_detection=False)
    server.wait_until_over(session_id)
    server.commit(session_id)
    wait_until_indexed(server)


def wait_until_indexed(server: HeadraceProcess) -> None:
    """Wait until all of the library can be searched."""
    with server.client() as client:
        wait_until(
            lambda: client.get("/api/library/files", params={"limit": 1}).json()["pending"],
            "the whole library is indexed",
            holds=lambda pending: not pending,
            seconds=SESSION_S,
        )


def new_database(request: pytest.FixtureRequest, kind: str) -> NewDatabase:
    """Return a function that makes an empty library of this kind for a server."""
    if kind == "sqlite":
        return dict  # the default: a file in the data folder
    postgres: Postgres = request.getfixturevalue("postgres")
    return lambda: {"HEADRACE_DATABASE_URL": postgres.new_library()}


def on_both_databases(metafunc: pytest.Metafunc) -> None:
    """Run each test of a module that uses a database on SQLite and on PostgreSQL.

    A module assigns it to `pytest_generate_tests`.
    """
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
