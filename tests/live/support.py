"""A real uvicorn server with a small app around the real endpoint, and small clients on real sockets."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from app.domain.progress import Counters, FileFailure, Ledger, Progress, Status
from app.live import Channel, Gone, Hub, LiveSettings, StreamEndpoint
from tests.support.needs import check_declared
from tests.support.waiting import wait_until

T = TypeVar("T")
PATIENCE_S = 10
PATH = "/api/ingest/stream/{session_id}"
SESSION = "20260131-154500-1f3a9c"


def progress(status: Status = Status.PROCESSING, *, done: int = 0, failed: int = 0, **other: Any) -> Progress:
    """Return a state of 1,000 files whose ledger and counters agree."""
    return Progress(
        session_id=other.pop("session_id", SESSION),
        status=status,
        ledger=Ledger(discovered=1000, ok=done - failed, failed=failed),
        counters=Counters(processed_files=done, metadata_extracted=done - failed, errors=failed),
        **other,
    )


def failure(number: int) -> FileFailure:
    return FileFailure(
        path=f"/media/broken {number}.png", step="decode", reason="it ends in the middle", at=float(number)
    )


class LiveServer:
    """Uvicorn in its own thread; `call` runs a function on its event loop."""

    def __init__(
        self,
        settings: LiveSettings | None = None,
        *,
        http: str | type[asyncio.Protocol] = "httptools",
        loop: str = "uvloop",
    ) -> None:
        check_declared("server")
        self.hub = Hub(settings or LiveSettings())
        self.resolved: dict[str, Progress | Gone] = {}
        self.failures: dict[str, list[FileFailure]] = {}
        app = FastAPI()
        app.router.routes.append(Route(PATH, StreamEndpoint(self.hub, self._resolve, self._load_failures)))
        app.router.routes.append(Route("/", _empty_page))
        self._server = uvicorn.Server(
            uvicorn.Config(app, loop=loop, http=http, lifespan="off", log_config=None, access_log=False)
        )
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.address: tuple[str, int] = self._listener.getsockname()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live server")

    @property
    def url(self) -> str:
        return f"http://{self.address[0]}:{self.address[1]}"

    def stream_url(self, session_id: str = SESSION, query: str = "") -> str:
        return f"{self.url}/api/ingest/stream/{session_id}{query}"

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Call `function(*args)` on the server's event loop and return its result."""
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(function(*args))
            except BaseException as error:  # noqa: BLE001 - `answer.result` raises it again
                answer.set_exception(error)

        assert self.loop is not None
        self.loop.call_soon_threadsafe(run)
        return answer.result(timeout=30)

    def open(self, state: Progress, earlier: Sequence[FileFailure] | None = None) -> Channel:
        return self.call(self.hub.open, state, earlier)

    def publish(self, channel: Channel, state: Progress, failed: FileFailure | None = None) -> None:
        self.call(channel.publish, state, failed)

    def stop_hub(self) -> None:
        assert self.loop is not None
        asyncio.run_coroutine_threadsafe(self.hub.stop(), self.loop).result(timeout=30)

    def metric(self, name: str, **labels: str) -> float:
        return self.hub.registry.get_sample_value(f"headrace_stream_{name}", labels) or 0.0

    def wait_for_open_streams(self, count: int) -> None:
        wait_until(
            lambda: self.metric("open"), f"{count} streams are open", holds=lambda seen: seen == count, pause=0.005
        )

    def __enter__(self) -> LiveServer:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_hub()
        self._server.should_exit = True
        self._thread.join(timeout=20)
        self._listener.close()
        assert not self._thread.is_alive()

    async def _load_failures(self, session_id: str) -> Sequence[FileFailure]:
        return self.failures.get(session_id, ())

    async def _resolve(self, session_id: str) -> Progress | Gone | None:
        return self.resolved.get(session_id)

    def _run(self) -> None:
        self._server.config.load()
        with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.hub.start()
        self.loop.call_soon(self._ready.set)
        await self._server.serve(sockets=[self._listener])


class Clock:
    """Time and timers under the test's control. A callback may advance `now`, as if it had taken that long."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._order = itertools.count()
        self._waiting: list[tuple[float, int, Callback]] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Callable[[], object]) -> Callback:
        return self.call_at(self.now, callback)

    def call_at(self, when: float, callback: Callable[[], object]) -> Callback:
        waiting = Callback(callback)
        heapq.heappush(self._waiting, (max(when, self.now), next(self._order), waiting))
        return waiting

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self._waiting and self._waiting[0][0] <= end:
            due, _, waiting = heapq.heappop(self._waiting)
            self.now = max(self.now, due)
            waiting()
        self.now = max(self.now, end)


class Callback:
    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self._callback = None

    def __call__(self) -> None:
        if self._callback is not None:
            self._callback()


async def _empty_page(request: Request) -> HTMLResponse:
    """Return a page from which a browser can open a stream of the same origin."""
    return HTMLResponse("<!doctype html><title>live</title><link rel=icon href=data:,>")


@dataclass(frozen=True)
class Event:
    name: str
    event_id: str
    data: str


def request(path: str, method: str = "GET", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: test"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class RawClient:
    """A bare socket that reads only when a test calls for it."""

    def __init__(self, server: LiveServer, *, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE_S)
        self.socket.connect(server.address)
        self.received = b""

    def get(self, session_id: str = SESSION, query: str = "", **headers: str) -> RawClient:
        self.socket.sendall(request(f"/api/ingest/stream/{session_id}{query}", **headers))
        return self

    def read_until(self, end: bytes) -> bytes:
        """Read until `end` has arrived; return everything received so far."""

        def receive() -> bytes:
            if end not in self.received:
                part = self.socket.recv(65536)
                assert part, f"the server closed before {end!r} arrived: {self.received!r}"
                self.received += part
            return self.received

        return wait_until(
            receive, f"{end!r} is received", holds=lambda received: end in received, seconds=PATIENCE_S, pause=0
        )

    def read_to_the_end(self) -> bytes:
        """Read the whole response; the server may keep the connection open after it."""
        while not self.received.endswith(b"\r\n0\r\n\r\n") and (part := self.socket.recv(65536)):
            self.received += part
        return self.received

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def unchunked(response: bytes) -> bytes:
    """Return the body of a chunked response, complete or not. Raises `AssertionError` when the framing is wrong."""
    _, _, rest = response.partition(b"\r\n\r\n")
    body = b""
    while rest:
        size, mark, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        assert mark
        if length == 0:
            assert rest == b"\r\n", "something follows the last chunk"
            break
        body += rest[:length]
        if len(rest) < length + 2:
            break
        assert rest[length : length + 2] == b"\r\n"
        rest = rest[length + 2 :]
    return body


def events(body: bytes) -> list[Event]:
    """Return the complete events of a stream, as WHATWG HTML 9.2.6 dispatches them."""
    return list(_events(body.decode("utf-8")))


def _events(text: str) -> Iterator[Event]:
    name, event_id = "message", ""
    data: list[str] = []
    for line in text.split("\n"):
        if not line:
            if data:
                yield Event(name, event_id, "\n".join(data))
            name, data = "message", []
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data.append(value)
        elif field == "event":
            name = value
        elif field == "id":
            event_id = value


@contextmanager
def watching(server: LiveServer, query: str = "", **headers: str) -> Iterator[RawClient]:
    with RawClient(server) as client:
        yield client.get(SESSION, query, **headers)
