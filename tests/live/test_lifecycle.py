"""Clients that stall, vanish, arrive in great numbers or stay too long: none slows the others, and nothing leaks.

`HEADRACE_TEST_LONG=1` runs longer versions: 5,000 streams when the server stops, 100,000 connects and disconnects.
"""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psutil
import pytest
import uvicorn
from structlog.contextvars import bound_contextvars, get_contextvars

from app.domain.progress import ERRORS_KEPT, Status
from app.http.protocol import BoundedHttpProtocol, TimeLimits
from app.live import LiveSettings
from app.live.dispatcher import BackgroundTimers
from app.live.hijack import is_tested
from tests.live.support import SESSION, LiveServer, RawClient, events, failure, progress, request, unchunked, watching
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

COMPACT = "?format=compact"
LONG = bool(os.environ.get("HEADRACE_TEST_LONG"))
STREAMS = 5000 if LONG else 300
CYCLES = 100_000 if LONG else 1500
LIMIT_FOR_ALL = LiveSettings(max_streams_per_address=STREAMS + 10)
PATIENCE_S = 10
MEGABYTE = 2**20
FULL_WINDOW = tuple(failure(number) for number in range(ERRORS_KEPT))


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with LiveServer() as running:
        yield running


def resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def tasks(server: LiveServer) -> int:
    return server.call(lambda: len(asyncio.all_tasks(server.loop)))


def reset(client: RawClient) -> None:
    """Close with RST instead of FIN, as a machine does that was restarted."""
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.close()


def test_the_installed_uvicorn_is_a_tested_version() -> None:
    assert is_tested(), (
        f"uvicorn {uvicorn.__version__} is not tested: check its httptools_impl against app/live/hijack.py, run "
        "tests/live, then add the version to TESTED_UVICORN. Until then the stream works, but is slower."
    )


def test_a_stream_keeps_no_task_of_the_server(server: LiveServer) -> None:
    server.open(progress())
    before = tasks(server)
    with ExitStack() as clients:
        for _ in range(20):
            clients.enter_context(watching(server)).read_until(b"data:")
        wait_until(lambda: tasks(server), "the tasks of the requests have ended", holds=lambda count: count <= before)
        assert server.metric("open") == 20


def test_a_client_that_goes_is_noticed_without_a_write() -> None:
    with LiveServer(LiveSettings(keepalive_s=60)) as server:
        server.open(progress())
        with watching(server) as client:
            client.read_until(b"data:")
            assert server.metric("open") == 1
        server.wait_for_open_streams(0)
        assert server.metric("closed_total", reason="disconnected") == 1


def test_a_reset_in_the_middle_of_a_frame_ends_that_stream_alone(server: LiveServer) -> None:
    channel = server.open(progress(errors=FULL_WINDOW))
    with watching(server) as other:
        victim = RawClient(server, receive_buffer=4096).get()
        assert victim.socket.recv(100)
        reset(victim)
        server.wait_for_open_streams(1)
        server.publish(channel, progress(done=5))
        other.read_until(b'"processed_files":5')
    assert server.metric("closed_total", reason="reset") == 1


def test_clients_that_never_read_delay_nobody_and_use_little_memory(server: LiveServer) -> None:
    channel = server.open(progress(errors=FULL_WINDOW))
    with ExitStack() as clients:
        for _ in range(50):
            clients.enter_context(RawClient(server, receive_buffer=4096)).get()
        attentive = clients.enter_context(RawClient(server)).get(query=COMPACT)
        attentive.read_until(b"event:snapshot")
        server.wait_for_open_streams(51)
        before = resident()

        def publish_many() -> None:
            for number in range(100):
                channel.publish(progress(done=number, failed=number, errors=FULL_WINDOW), failure(number))

        for _ in range(30):
            server.call(publish_many)
            time.sleep(0.03)
        server.publish(channel, progress(Status.COMPLETED, done=1000))
        failures = [event for event in events(unchunked(attentive.read_to_the_end())) if event.name == "failure"]
        assert len(failures) == 3000, "the client that reads got every one of them"
        stalled = server.call(lambda: len(server.hub.subscribers.stalled))
        assert stalled == 50
        assert resident() - before < 16 * MEGABYTE


def test_a_client_that_reads_again_gets_the_newest_state_and_the_end(server: LiveServer) -> None:
    channel = server.open(progress(errors=FULL_WINDOW))
    with RawClient(server, receive_buffer=4096).get() as client:
        wait_until(lambda: bool(server.call(lambda: len(server.hub.subscribers.stalled))), "a client has stalled")
        for number in range(50):
            server.publish(channel, progress(done=number, errors=FULL_WINDOW))
        server.publish(channel, progress(Status.COMPLETED, done=1000))
        documents = [event.data for event in events(unchunked(client.read_to_the_end()))]
    assert '"status":"completed"' in documents[-1]
    assert len(documents) < 10, "what it missed was conflated, not queued for it"


def test_a_stream_without_a_successful_write_for_long_is_closed() -> None:
    with LiveServer(LiveSettings(keepalive_s=0.05, stale_s=0.3)) as server:
        channel = server.open(progress(errors=FULL_WINDOW))
        with RawClient(server, receive_buffer=4096).get(), watching(server, COMPACT) as attentive:
            attentive.read_until(b"event:snapshot")
            server.publish(channel, progress(done=1, errors=FULL_WINDOW))
            wait_until(lambda: server.metric("closed_total", reason="stale"), "the stale stream is closed")
            assert server.metric("open") == 1, "the client that reads stays connected"


def test_a_client_that_leaves_before_its_answer_leaves_nothing(server: LiveServer) -> None:
    server.open(progress())
    before = tasks(server)
    for _ in range(50):
        client = RawClient(server).get()
        reset(client)
    with watching(server) as last:
        last.read_until(b"data:")
    server.wait_for_open_streams(0)
    wait_until(lambda: tasks(server), "the tasks of the requests have ended", holds=lambda count: count <= before)


def test_many_clients_get_the_same_stream() -> None:
    with LiveServer(LIMIT_FOR_ALL) as server, ExitStack() as clients:
        channel = server.open(progress())
        connected = [clients.enter_context(watching(server, COMPACT)) for _ in range(STREAMS)]
        for client in connected:
            client.read_until(b"event:snapshot")
        for number in range(1, 21):
            server.publish(channel, progress(done=number, failed=number), failure(number))
        server.publish(channel, progress(Status.COMPLETED, done=1000, failed=20))
        for client in connected:
            names = [event.name for event in events(unchunked(client.read_to_the_end()))]
            assert names.count("failure") == 20
            assert names[-1] == "end"
        wait_until(
            lambda: server.metric("closed_total", reason="finished"),
            "every stream is closed",
            holds=lambda closed: closed == STREAMS,
        )


def test_a_stop_sends_everyone_a_time_to_reconnect_and_takes_less_than_five_seconds() -> None:
    with LiveServer(LIMIT_FOR_ALL) as server, ExitStack() as clients:
        channel = server.open(progress())
        connected = [clients.enter_context(watching(server, COMPACT)) for _ in range(STREAMS)]
        for client in connected:
            client.read_until(b"event:snapshot")
        stalled = clients.enter_context(RawClient(server, receive_buffer=4096)).get()
        server.publish(channel, progress(errors=FULL_WINDOW))
        server.publish(channel, progress(done=7))
        began = time.monotonic()
        server.stop_hub()
        assert time.monotonic() - began < 5
        for client in connected:
            body = unchunked(client.read_to_the_end())
            assert b"data:P7" in body or b'"processed_files":7' in body, "a state that waited for its tick is not lost"
            assert body.endswith(b"\n\n")
            assert b"\nretry:" in body
        assert server.metric("open") == 0
        stalled.socket.close()
        with RawClient(server).get() as late:
            assert b" 503 " in late.read_until(b"stopping")


def test_a_stop_does_not_wait_for_clients_that_never_read() -> None:
    with LiveServer(LiveSettings(stop_grace_s=0.3)) as server:
        server.open(progress(errors=FULL_WINDOW))
        with RawClient(server, receive_buffer=4096).get():
            wait_until(lambda: bool(server.call(lambda: len(server.hub.subscribers.stalled))), "a client has stalled")
            server.stop_hub()
        assert server.metric("closed_total", reason="stopped") == 1


class HastyProtocol(BoundedHttpProtocol):
    limits = TimeLimits(head=0.2, body=0.2, write=0.2)


@pytest.mark.parametrize("promised", ["", "Content-Length: 9\r\n"], ids=["", "with a body that never comes"])
def test_the_time_limits_of_requests_end_no_stream(promised: str) -> None:
    with LiveServer(LiveSettings(keepalive_s=0.2), http=HastyProtocol) as server:
        server.open(progress())
        before, began = tasks(server), time.monotonic()
        with RawClient(server) as client:
            line = request(f"/api/ingest/stream/{SESSION}")
            client.socket.sendall(line.replace(b"\r\n", b"\r\n" + promised.encode(), 1))
            wait_until(
                lambda: client.socket.recv(65536),
                "the stream has outlived every limit",
                holds=lambda _: time.monotonic() - began > 1,
                pause=0,
            )
            assert client.socket.recv(65536)
            assert tasks(server) == before, "the connection was taken over"


@pytest.mark.parametrize("http", [BoundedHttpProtocol, "h11"])
def test_comings_and_goings_leave_no_task_descriptor_or_memory(http: str | type[asyncio.Protocol]) -> None:
    with LiveServer(http=http) as server:
        server.open(progress(errors=FULL_WINDOW[:5]))
        line = request(f"/api/ingest/stream/{SESSION}?format=compact", accept_encoding="gzip")

        def come_and_go(times: int) -> None:
            for number in range(times):
                with socket.create_connection(server.address) as connection:
                    connection.sendall(line)
                    assert connection.recv(65536)
                    if number % 3 == 0:
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            server.wait_for_open_streams(0)

        come_and_go(CYCLES // 3)
        before = (tasks(server), psutil.Process().num_fds(), resident())
        come_and_go(CYCLES)
        after = (tasks(server), psutil.Process().num_fds(), resident())
        assert after[0] <= before[0]
        assert after[1] <= before[1]
        assert after[2] - before[2] < 4 * MEGABYTE
        assert not server.call(lambda: len(server.hub.subscribers.stalled))


def test_a_timer_does_not_work_in_the_name_of_the_request_that_set_it() -> None:
    seen: list[dict[str, Any]] = []

    async def set_timers() -> None:
        loop = asyncio.get_running_loop()
        timers = BackgroundTimers(loop)
        with bound_contextvars(request_id="of a client that joins"):
            timers.call_soon(lambda: seen.append(get_contextvars()))
            timers.call_at(loop.time(), lambda: seen.append(get_contextvars()))
            await asyncio.sleep(0.01)

    asyncio.run(set_timers())
    assert seen == [{}, {}]
