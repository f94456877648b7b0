"""The product as its users start it: `headrace serve`, with a folder for its data."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from app.settings import DATABASE_NAME
from benchmarks.support.cache import BenchmarkError

START_S, STOP_S, ANSWER_S = 60, 60, 300
LOOK_S = 0.1
TERMINAL = ("completed", "committed", "error", "cancelled", "commit_error")


class HeadraceServe:
    """A server process; use as a context. `log` holds what it wrote."""

    def __init__(self, root: Path, data: Path) -> None:
        self.data = data
        self.log = data.with_suffix(".log")
        self._command = [sys.executable, "-m", "app", "serve", "--data", str(data), "--port", "0", "--root", str(root)]

    def __enter__(self) -> HeadraceServe:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "http://" in line:
                self.url = line[line.index("http://") :].strip()
                self.http = httpx.Client(base_url=self.url, timeout=ANSWER_S)
                return self
        raise BenchmarkError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
        """What lies in the data folder, the write-ahead log included."""
        return sum(os.path.getsize(path) for path in self.data.iterdir()) / 1e6

    def wait_for_index(self) -> None:
        """Until the search index shows the whole library."""
        with closing(sqlite3.connect(f"{(self.data / DATABASE_NAME).as_uri()}?mode=ro", uri=True)) as database:
            while database.execute("SELECT EXISTS (SELECT 1 FROM search_queue)").fetchone()[0]:
                time.sleep(LOOK_S)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self._answer(self.http.get(path, params=query))

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        return self._answer(self.http.post(path, json=body))

    def begin(self, folder: Path, **options: object) -> str:
        """Press Start Processing; the session's id."""
        parameters = {"directories": [str(folder)], **options}
        return str(self.post("/api/ingest/process", {"parameters": parameters})["session_id"])

    def status(self, session_id: str) -> dict[str, Any]:
        return self.get(f"/api/ingest/status/{session_id}")

    def wait(self, session_id: str, status: str) -> dict[str, Any]:
        """The status document once it says `status`. Raises BenchmarkError when the session ends in another one."""
        while (document := self.status(session_id))["status"] != status:
            if document["status"] in TERMINAL:
                raise BenchmarkError(f"the session ended as {document['status']}: {document['message']}")
            time.sleep(LOOK_S)
        return document

    def _answer(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_error:
            raise BenchmarkError(f"{answer.request.method} {answer.request.url}: {answer.text}")
        document: dict[str, Any] = answer.json()
        return document
