"""A whole server on a real socket, in a thread of the test's own process, so that a test can reach its catalog."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, event

from app.catalog import Catalog
from app.main import create_app
from app.server import HeadraceServer, open_socket
from app.settings import Settings
from tests.support.needs import check_declared
from tests.support.server import NO_TLS
from tests.support.waiting import wait_until

START_S = 90


@dataclass(frozen=True)
class InProcessServer:
    app: FastAPI
    url: str
    loop: asyncio.AbstractEventLoop
    """The server's own; what must run on it is sent there from the test's thread."""

    @property
    def catalog(self) -> Catalog:
        catalog: Catalog = self.app.state.services.catalog
        return catalog

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60, verify=NO_TLS)


@contextmanager
def server_in_process(
    root: Path, data: Path, listening: socket.socket | None = None, **settings: Any
) -> Iterator[InProcessServer]:
    """Serve on a free port, or on a socket that `open_socket` made before."""
    check_declared("server")
    chosen = Settings(roots=[root], data=data, workers=1, port=0, **settings)
    app = create_app(chosen)
    server, listening = HeadraceServer(app, chosen), listening or open_socket(chosen)
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve(sockets=[listening])

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive(), "the server starts", seconds=START_S)
    assert server.started
    try:
        yield InProcessServer(app, f"http://127.0.0.1:{listening.getsockname()[1]}", loops[0])
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def called_on_connect(call: Callable[[], None]) -> Iterator[None]:
    """Call `call` in each thread of this process that connects to a database, before it uses the connection.

    Open this before the server and close it afterwards: a listener that goes while another thread connects costs that
    thread its connection, and the writer has one only.
    """

    def listen(_connection: Connection) -> None:
        call()

    event.listen(Engine, "engine_connect", listen)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", listen)
