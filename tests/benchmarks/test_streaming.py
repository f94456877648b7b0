"""The load client must be honest before what it says of a server counts: here are streams whose faults are known."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from benchmarks.streaming.clients.load_client import ClientResult, LoadClient, build_client
from benchmarks.streaming.clients.wire_client import EventReader, Traffic
from benchmarks.streaming.commands.wire import compute_holds
from benchmarks.streaming.marker import failure_json
from benchmarks.support.cache import BenchmarkError

EVENTS = 200
CONNECTIONS = 5

pytestmark = pytest.mark.skipif(
    not (shutil.which("gcc") or shutil.which("cc")) and "CI" not in os.environ, reason="no C compiler"
)


def sse(numbers: Iterable[int], *, late_ns: int = 0) -> bytes:
    """Events with these numbers, due `late_ns` before now."""
    now = time.monotonic_ns()
    return b"".join(f"id:{number}\ndata:{failure_json(number, now - late_ns, 300)}\n\n".encode() for number in numbers)


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[place : place + size] for place in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)


@contextmanager
def scripted_server(answer: bytes, *, pieces: int = 1 << 20, hang_up: bool = False) -> Iterator[int]:
    """The port of a server that sends every connection this answer, in writes of `pieces` bytes."""
    started, stop = threading.Event(), asyncio.Event()
    port: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):  # the client may hang up at any time
            await reader.readuntil(b"\r\n\r\n")
            for place in range(0, len(answer), pieces):
                writer.write(answer[place : place + pieces])
                await writer.drain()
            if not hang_up:
                await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def run() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        started.set()
        async with server:
            await stop.wait()
            while others := asyncio.all_tasks() - {asyncio.current_task()}:  # the client has hung up; they end
                await asyncio.wait(others)

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    started.wait()
    try:
        yield port[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/event-stream", *lines, "", ""]).encode()


CHUNKED = head("Transfer-Encoding: chunked")


def count(answer: bytes, *, pieces: int = 1 << 20, hang_up: bool = False, deadline_s: float = 0.4) -> ClientResult:
    with (
        scripted_server(answer, pieces=pieces, hang_up=hang_up) as port,
        LoadClient(port, "/", CONNECTIONS, expect=EVENTS, deadline_s=deadline_s, core=None) as client,
    ):
        assert client.opened == CONNECTIONS
        return client.wait_for_result()


@pytest.mark.parametrize(("chunk", "pieces"), [(1 << 20, 1 << 20), (317, 1 << 20), (50, 999), (1 << 20, 1460)])
def test_a_whole_stream_is_counted_right_however_it_is_cut_into_chunks_and_writes(chunk: int, pieces: int) -> None:
    result = count(CHUNKED + chunked(sse(range(1, EVENTS + 1)), chunk), pieces=pieces, deadline_s=20)
    assert result.delivered == result.events == EVENTS * CONNECTIONS
    assert result.is_lossless


def test_a_body_without_chunks_is_counted_as_well() -> None:
    assert count(head() + sse(range(1, EVENTS + 1)), deadline_s=20).is_lossless


def test_a_lost_event_is_noticed() -> None:
    numbers = [number for number in range(1, EVENTS + 1) if number not in (7, 50)]
    result = count(CHUNKED + chunked(sse(numbers), 700), deadline_s=20)
    assert result.delivered == (EVENTS - 2) * CONNECTIONS
    assert result.lost == 2 * CONNECTIONS
    assert not result.is_lossless


def test_a_reordered_event_is_noticed() -> None:
    numbers = [1, 2, 4, 3, *range(5, EVENTS + 1)]
    result = count(CHUNKED + chunked(sse(numbers), 700), deadline_s=20)
    assert result.reordered == CONNECTIONS
    assert not result.is_lossless


def test_an_event_sent_twice_is_not_counted_twice() -> None:
    result = count(CHUNKED + chunked(sse([1, 2, 2, *range(3, EVENTS + 1)]), 700), deadline_s=20)
    assert result.delivered == EVENTS * CONNECTIONS
    assert result.reordered == CONNECTIONS


def test_a_stream_that_ends_too_soon_is_noticed() -> None:
    cut_off = sse(range(1, 101)) + sse([101])[:-1]
    result = count(CHUNKED + chunked(cut_off, 700), hang_up=True)
    assert result.delivered == 100 * CONNECTIONS, "an event without its blank line has not arrived"
    assert result.closed_early == result.incomplete == CONNECTIONS


def test_latency_is_what_the_events_say_it_is() -> None:
    result = count(CHUNKED + chunked(sse(range(1, EVENTS + 1), late_ns=3_000_000_000), 4_000), deadline_s=20)
    assert 3_000 <= result.since_due.p50_ms < 60_000
    assert result.since_emitted.p50_ms < result.since_due.p50_ms


def test_a_refusal_is_not_a_stream() -> None:
    with (
        scripted_server(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n") as port,
        LoadClient(port, "/", CONNECTIONS, deadline_s=0.1, core=None) as client,
    ):
        assert client.opened == 0
        assert client.wait_for_result().refused == CONNECTIONS


def test_a_compressed_stream_is_read_or_said_to_be_unread() -> None:
    deflate = zlib.compressobj(wbits=31)
    numbers = range(1, EVENTS + 1)
    body = b"".join(deflate.compress(sse([number])) + deflate.flush(zlib.Z_SYNC_FLUSH) for number in numbers)
    answer = head("Transfer-Encoding: chunked", "Content-Encoding: gzip") + chunked(body, 333)
    result = count(answer, deadline_s=3)
    assert result.undecoded or result.is_lossless


def test_without_a_compiler_the_cure_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(BenchmarkError, match="apt-get install gcc"):
        build_client()


def test_events_are_parsed_whole_out_of_any_pieces() -> None:
    body = b"event:failure\ndata:[1]\n\n:comment\n\ndata: two\ndata:lines\n\n"
    reader = EventReader(gzip=False)
    events = [event for place in range(len(body)) for event in reader.feed(body[place : place + 1])]
    assert events == [("failure", "[1]"), ("message", "two\nlines")]


@pytest.mark.parametrize(("arrivals", "longest"), [((10, 20), 10.0), ((45, 46), 45.0)])
def test_the_hold_of_a_change_lasts_until_the_client_knows_it(arrivals: Sequence[int], longest: float) -> None:
    emitted = [(0, "finished", 1), (10_000_000, "finished", 2)]
    seen = [(at * 1_000_000, number, "") for number, at in enumerate(arrivals, 1)]
    assert max(compute_holds(Traffic(seen=seen), emitted)) == longest
