"""The product as users start it: `headrace serve` with a data folder."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from app.settings import DATABASE_NAME
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout

START_S, STOP_S, ANSWER_S = 60, 60, 300
POLL_S = 0.1
LOOP_DELAY = re.compile(r'^headrace_event_loop_delay_seconds_bucket\{le="(.+)"\} (\S+)$', re.MULTILINE)
TERMINAL = ("completed", "committed", "error", "cancelled", "commit_error")


class HeadraceServe:
    """A server process of `checkout`. Use as a context manager. The file `log` has its output.

    After `stop`, `start` starts it again with the same data, on the same port.
    """

    def __init__(self, root: Path, data: Path, checkout: Checkout, environ: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.log = data.with_suffix(".log")
        self.port = 0
        self._command = checkout.command("app", "serve", "--data", data, "--root", root)
        self._environ = {**checkout.environ(), **(environ or {})}

    def __enter__(self) -> Self:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process and wait until it listens. Raises `BenchmarkError` if it ends instead."""
        command = [*self._command, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=self._environ)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "http://" in line:
                self.url = line[line.index("http://") :].strip()
                self.port = int(self.url.rsplit(":", 1)[1])
                self.http = httpx.Client(base_url=self.url, timeout=ANSWER_S)
                return
        raise BenchmarkError(f"The server did not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        """Stop the process with SIGTERM and wait until it has ended. Nothing to do if it has."""
        self.http.close()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(STOP_S)
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def database_mb(self) -> float:
        """Size of the data folder, including the write-ahead log."""
        return sum(os.path.getsize(path) for path in self.data.iterdir()) / 1e6

    def wait_for_index(self) -> None:
        """Wait until the search index covers the whole library."""
        with closing(sqlite3.connect(f"{(self.data / DATABASE_NAME).as_uri()}?mode=ro", uri=True)) as database:
            while database.execute("SELECT EXISTS (SELECT 1 FROM search_queue)").fetchone()[0]:
                time.sleep(POLL_S)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return _read_document(self.http.get(path, params=query))

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        return _read_document(self.http.post(path, json=body))

    def start_session(self, folder: Path, **options: object) -> str:
        """Start processing `folder` and return the id of the session."""
        parameters = {"directories": [str(folder)], **options}
        return str(self.post("/api/ingest/process", {"parameters": parameters})["session_id"])

    def status(self, session_id: str) -> dict[str, Any]:
        return self.get(f"/api/ingest/status/{session_id}")

    def follow(self, session_id: str) -> Iterator[dict[str, Any]]:
        """Yield the status documents of the session's live stream, as a page gets them, until the session is over."""
        with httpx.stream("GET", f"{self.url}/api/ingest/stream/{session_id}", timeout=ANSWER_S) as answer:
            for line in answer.iter_lines():
                if line.startswith("data:") and '"status"' in line:
                    yield json.loads(line.removeprefix("data:"))

    def loop_delays(self) -> dict[float, float]:
        """Return how many timers of the server's event loop were late by at most so many seconds, since its start."""
        text = self.http.get("/metrics").raise_for_status().text
        return {float(most): float(count) for most, count in LOOP_DELAY.findall(text)}

    def wait_for_status(self, session_id: str, status: str, poll_s: float = POLL_S) -> dict[str, Any]:
        """Wait until the session has `status`, asking every `poll_s` seconds, and return its status document.

        Raises `BenchmarkError` if the session ends with another status.
        """
        while (document := self.status(session_id))["status"] != status:
            if document["status"] in TERMINAL:
                raise BenchmarkError(f"The session ended with the status {document['status']}: {document['message']}")
            time.sleep(poll_s)
        return document


def _read_document(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise BenchmarkError(f"{response.request.method} {response.request.url}: {response.text}")
    document: dict[str, Any] = response.json()
    return document
