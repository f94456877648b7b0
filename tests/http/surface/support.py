"""Requests as they go over the wire, and a small app under the server's own protocol."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.access import Authenticator, Identified, RequestCredentials
from app.domain.access import LOCAL
from app.http.protocol import BoundedHttpProtocol, TimeLimits
from app.main import create_app
from app.settings import Settings
from tests.support.needs import check_declared
from tests.support.server import NO_TLS
from tests.support.waiting import PATIENCE_S, wait_until

Address = tuple[str, int]


@dataclass(frozen=True)
class WireAnswer:
    """An answer as it came, headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of an error in the shape of all errors."""
        document = json.loads(self.body)
        assert set(document) == {"error"}, document
        error = document["error"]
        assert error["message"] and error["cure"], error
        return str(error["code"])


def exchange(address: Address, *parts: bytes) -> WireAnswer:
    """Send `parts`, ask the server to close after its answer, and return that."""
    with socket.create_connection(address, timeout=PATIENCE_S) as connection:
        for part in parts:
            connection.sendall(part)
        return parse_answer(read_to_the_end(connection))


def get(path: str = "/", *headers: str, method: str = "GET") -> bytes:
    """Return a request without a body, after which the server closes the connection."""
    lines = [f"{method} {path} HTTP/1.1", *headers, "Connection: close"]
    if not any(line.lower().startswith("host:") for line in headers):
        lines.insert(1, "Host: localhost")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def post(path: str, body: bytes, *headers: str, method: str = "POST") -> bytes:
    return get(path, *headers, f"Content-Length: {len(body)}", method=method) + body


def read_to_the_end(connection: socket.socket) -> bytes:
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionResetError:
        return received  # the server closed before it had read everything
    return received


def parse_answer(received: bytes) -> WireAnswer:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return WireAnswer(int(first.split()[1]), headers, body)


def seconds_until_closed(connection: socket.socket) -> float:
    """Return how long it takes from now until the server closes the connection."""
    began = time.monotonic()
    read_to_the_end(connection)
    return time.monotonic() - began


@contextmanager
def served(
    app: ASGIApp, limits: TimeLimits | None = None, *, kernel_buffer: int | None = None, **options: Any
) -> Iterator[Address]:
    """Serve `app` under the server's protocol, with these time limits, in a thread.

    `kernel_buffer` is how many bytes the system takes over from the server before a client reads them.
    """
    check_declared("server")

    class Protocol(BoundedHttpProtocol):
        pass

    Protocol.limits = limits or TimeLimits()
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    if kernel_buffer is not None:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, kernel_buffer)
    config: dict[str, Any] = {"http": Protocol, "ws": "none", "loop": "uvloop", "lifespan": "off"} | options
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, **config))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    try:
        wait_until(lambda: server.started, "the server starts")
        yield listening.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


class Everybody(Authenticator):
    """Takes every caller for the person at this machine, without asking a database."""

    def __init__(self) -> None:
        """There is no database to look anything up in."""

    async def identify(self, request: RequestCredentials) -> Identified | None:
        return Identified(LOCAL)


def unstarted_app(folder: Path, **settings: Any) -> FastAPI:
    """Return the server's app without what its routes call: only what comes before the routes works."""
    app = create_app(Settings(roots=[folder], data=folder / "data", **settings))
    app.state.services = SimpleNamespace(access=SimpleNamespace(authenticator=Everybody()))
    return app


def ask(app: ASGIApp, request: httpx.Request) -> httpx.Response:
    """Send a request to an app that is not started: routes that need no services answer, and so do all checks."""

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), verify=NO_TLS) as client:
            return await client.send(request)

    return asyncio.run(send())


def code_of(answer: httpx.Response) -> str:
    error = answer.json()["error"]
    assert set(error) >= {"code", "message", "cure"} and error["message"] and error["cure"], error
    return str(error["code"])
