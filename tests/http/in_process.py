"""A whole server on a real socket, in a thread of the test's own process, so that a test can reach its catalog."""

from __future__ import annotations

import threading
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
from tests.support.needs import check_declared
from tests.support.waiting import wait_until

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
    check_declared("server")
    settings = Settings(roots=[root], data=data, workers=1, port=0)
    app = create_app(settings)
    server, listening = HeadraceServer(app, settings), open_socket(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive(), "the server starts", seconds=START_S)
    assert server.started
    try:
        yield InProcessServer(app, f"http://127.0.0.1:{listening.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()
