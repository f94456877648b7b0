"""A connection that sends nothing, half a request or too much of one is closed, and so is one that reads nothing."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.http.bodies import HEAD_BYTES
from app.http.protocol import BODY_PART_BYTES, PIPELINED_REQUESTS, TimeLimits
from tests.http.surface.support import (
    Address,
    exchange,
    get,
    parse_answer,
    read_to_the_end,
    seconds_until_closed,
    served,
)
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

LIMITS = TimeLimits(head=0.3, body=0.3, write=0.5)
KEEP_ALIVE_S = 1
LARGE = 4 << 20
"""Bytes of an answer that fit into no buffer of a client that reads nothing."""


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body, wait as long as the path says in milliseconds, and answer as many bytes as the query says."""
    message: Message = {"more_body": True}
    size = 0
    while message.get("more_body") and message.get("type") != "http.disconnect":
        message = await receive()
        size += len(message.get("body", b""))
    await asyncio.sleep(int(scope["path"].lstrip("/") or "0") / 1000)
    body = b"x" * int(scope["query_string"] or b"0") or str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    for start in range(0, len(body), 65536):
        part = body[start : start + 65536]
        await send({"type": "http.response.body", "body": part, "more_body": start + 65536 < len(body)})


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with served(app, LIMITS, timeout_keep_alive=KEEP_ALIVE_S) as address:
        yield address


def connect(address: Address) -> socket.socket:
    return socket.create_connection(address, timeout=30)


def read_until(connection: socket.socket, end: bytes) -> None:
    received = b""
    while not received.endswith(end):
        received += connection.recv(65536)


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", None),
        (b"GET / HT", "request_timeout"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", "request_timeout"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf", "request_timeout"),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "request_timeout"),
    ],
    ids=["nothing", "half a line", "half a head", "half a body", "half a chunked body"],
)
def test_a_connection_that_does_not_go_on_is_closed(address: Address, sent: bytes, answer: str | None) -> None:
    with connect(address) as connection:
        connection.sendall(sent)
        received = read_to_the_end(connection)
    assert (parse_answer(received).code if received else None) == answer


@pytest.mark.parametrize("ahead", [b"", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n"])
def test_single_bytes_now_and_then_win_no_time(address: Address, ahead: bytes) -> None:
    with connect(address) as connection:
        connection.sendall(ahead)
        connection.settimeout(0.05)
        sent = 0

        def is_closed() -> bool:
            nonlocal sent
            sent += 1
            try:
                connection.sendall(b"G" if not ahead and sent == 1 else b"E")
                return bool(connection.recv(65536))
            except TimeoutError:
                return False
            except OSError:
                return True

        wait_until(is_closed, "the server closes", seconds=5, pause=0.02)


def test_hundreds_of_idle_connections_are_gone_soon(address: Address) -> None:
    with ExitStack() as stack:
        connections = [stack.enter_context(connect(address)) for _ in range(300)]
        assert max(map(seconds_until_closed, connections)) < 10


def test_a_slow_answer_is_waited_for(address: Address) -> None:
    assert exchange(address, get("/900")).body == b"0"


def test_a_body_in_time_is_read_whole(address: Address) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\nConnection: close\r\n\r\n"
    assert exchange(address, head, b"x" * 100_000, b"x" * 100_000).body == b"200000"


def test_a_long_body_may_take_as_long_as_it_needs_while_it_goes_on(address: Address) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    with connect(address) as connection:
        connection.sendall(head % (8 * BODY_PART_BYTES))
        for _ in range(8):
            time.sleep(LIMITS.body / 2)
            connection.sendall(b"x" * BODY_PART_BYTES)
        assert parse_answer(read_to_the_end(connection)).body == b"%d" % (8 * BODY_PART_BYTES)


def test_a_server_that_reads_no_further_does_not_blame_the_client() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(4 * LIMITS.body)
        await app(scope, receive, send)

    with served(slow, LIMITS) as address:
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000\r\nConnection: close\r\n\r\n"
        assert exchange(address, head, b"x" * 8_000_000).body == b"8000000"


def test_a_refused_body_that_goes_on_is_cut_off() -> None:
    async def refuse(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    with served(refuse, LIMITS) as address, connect(address) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000000\r\n\r\n")
        part = b"x" * BODY_PART_BYTES
        with pytest.raises(OSError):
            wait_until(lambda: connection.sendall(part), "the connection is cut", holds=lambda _: False)


def test_a_connection_serves_request_after_request_and_is_closed_when_idle(address: Address) -> None:
    with connect(address) as connection:
        for _ in range(3):
            connection.sendall(b"GET /200 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            read_until(connection, b"\r\n\r\n0")
        assert seconds_until_closed(connection) < KEEP_ALIVE_S + 5


def test_empty_lines_after_an_answer_keep_no_connection_open(address: Address) -> None:
    with connect(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        read_until(connection, b"\r\n\r\n0")
        connection.sendall(b"\r\n")
        assert seconds_until_closed(connection) < KEEP_ALIVE_S + 5


@pytest.mark.parametrize("version", [b"1.1", b"1.0"], ids=["kept alive", "closed after the answer"])
def test_a_client_that_does_not_read_its_answer_is_cut_off(version: bytes) -> None:
    ended: list[bool] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        ended.append(True)

    with served(watched, LIMITS, timeout_keep_alive=KEEP_ALIVE_S) as address, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address)
        connection.sendall(b"GET /?%d HTTP/%s\r\nHost: localhost\r\n\r\n" % (LARGE, version))
        wait_until(lambda: ended, "the request ends", seconds=20)
        connection.settimeout(20)
        assert len(read_to_the_end(connection)) < LARGE


def test_the_unread_rest_of_an_answer_is_not_kept_either() -> None:
    """All of it is in the server's buffers, so its request has ended, and only the connection is left."""
    with (
        served(app, LIMITS, kernel_buffer=4096, timeout_keep_alive=KEEP_ALIVE_S) as address,
        socket.socket() as connection,
    ):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address)
        connection.sendall(b"GET /?60000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_until(lambda: not _is_established(connection), "the server ends the connection", seconds=20)


def _is_established(connection: socket.socket) -> bool:
    state: int = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
    return state == 1  # TCP_ESTABLISHED


def test_a_slow_reader_gets_all_of_a_long_answer(address: Address) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address)
        connection.settimeout(20)
        connection.sendall(get(f"/?{LARGE}"))
        assert len(parse_answer(read_to_the_end(connection)).body) == LARGE


@pytest.mark.parametrize(
    "endless",
    [
        b"GET /",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ",
        b"GET / HTTP/1.1\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Long: ",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;x=",
    ],
    ids=["path", "header", "many headers", "trailer", "chunk extension"],
)
def test_a_head_without_end_is_refused_before_it_fills_memory(endless: bytes) -> None:
    more = b"X-Header: 1\r\n" if endless.endswith(b"1.1\r\n") else b"x" * 16384
    with served(app, TimeLimits(head=30, body=30)) as address, connect(address) as connection:
        connection.sendall(endless)
        sent = 0
        with pytest.raises(OSError):
            while sent < 100 << 20:
                connection.sendall(more)
                sent += len(more)
        assert sent < 16 << 20
        received = read_to_the_end(connection)
    assert not received or parse_answer(received).code in ("head_too_large", "malformed_request")


def test_a_head_up_to_the_limit_is_read(address: Address) -> None:
    assert exchange(address, get("/", f"X-Long: {'x' * (HEAD_BYTES - 1000)}")).status == 200


def test_more_pipelined_requests_than_any_client_sends_are_refused(address: Address) -> None:
    with connect(address) as connection:
        connection.sendall(b"GET /500 HTTP/1.1\r\nHost: localhost\r\n\r\n" * (2 * PIPELINED_REQUESTS))
        assert read_to_the_end(connection).count(b"HTTP/1.1 200") == 0
    with connect(address) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3 + get())
        assert read_to_the_end(connection).count(b"HTTP/1.1 200") == 4


def test_what_is_not_http_is_refused_in_the_shape_of_all_errors(address: Address) -> None:
    assert exchange(address, b"\x16\x03\x01\x02 TLS\r\n\r\n").code == "malformed_request"
