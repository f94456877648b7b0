"""A whole server on a real socket, in a thread of the test's own process, so that a test can reach its catalog."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI

from app.catalog import Catalog
from app.main import create_app
from app.server import HeadraceServer, open_socket
from app.settings import Settings

START_S = 90


@dataclass(frozen=True)
class InProcessServer:
    app: FastAPI
    url: str

    @property
    def catalog(self) -> Catalog:
        catalog: Catalog = self.app.state.services.catalog
        return catalog

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60)


@contextmanager
def server_in_process(root: Path, data: Path) -> Iterator[InProcessServer]:
    settings = Settings(roots=[root], data=data, workers=1, port=0)
    app = create_app(settings)
    server, listening = HeadraceServer(app, settings), open_socket(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + START_S
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
    try:
        yield InProcessServer(app, f"http://127.0.0.1:{listening.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()
