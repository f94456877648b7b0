"""The stream on a real socket: what it sends, in which order, and to whom."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.domain.progress import ERRORS_KEPT, Progress, Status
from app.http.protocol import BoundedHttpProtocol
from app.live import CompactDecoder, Gone, LiveSettings, status_document
from app.live.format.status_document import to_json
from tests.live.support import (
    SESSION,
    Event,
    LiveServer,
    RawClient,
    events,
    failure,
    progress,
    request,
    unchunked,
    watching,
)
from tests.support.waiting import wait_until

pytestmark = pytest.mark.server

COMPACT = "?format=compact"


@pytest.fixture(
    params=[(BoundedHttpProtocol, "uvloop"), ("httptools", "asyncio"), ("h11", "uvloop")],
    ids=["hijacked", "hijacked, asyncio", "public ASGI"],
)
def server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """The stream must be the same, whichever way its bytes are sent."""
    http, loop = request.param
    with LiveServer(http=http, loop=loop) as running:
        yield running


def read(client: RawClient) -> list[Event]:
    return events(unchunked(client.read_to_the_end()))


def as_json(state: Progress) -> Any:
    return json.loads(to_json(status_document(state)))


def test_a_watcher_has_the_state_before_anything_happens(server: LiveServer) -> None:
    server.open(progress(done=7))
    with watching(server) as client:
        first = events(unchunked(client.read_until(b'"errors":[]}\n\n')))[0]
    assert first.name == "message"
    assert json.loads(first.data) == as_json(progress(done=7))


def test_the_headers_say_what_it_is_and_keep_proxies_from_holding_it_back(server: LiveServer) -> None:
    server.open(progress())
    with httpx.stream("GET", server.stream_url()) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["connection"] == "keep-alive"
        assert response.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in response.headers, "only the compact format is compressed"


def test_the_founding_client_gets_every_update_as_an_unnamed_event(server: LiveServer) -> None:
    channel = server.open(progress())
    with watching(server) as client:
        client.read_until(b"\n\n\r\n")
        server.publish(channel, progress(done=1, failed=1, errors=(failure(1),)), failure(1))
        server.publish(channel, progress(Status.COMPLETED, done=1000, failed=1, errors=(failure(1),)))
        seen = read(client)
    assert [event.name for event in seen] == ["message"] * 2 or [event.name for event in seen] == ["message"] * 3
    documents = [json.loads(event.data) for event in seen]
    assert documents[-1]["status"] == "completed"
    assert documents[-1]["progress"] == 100
    assert [error["file"] for error in documents[-1]["errors"]] == ["broken 1.png"]


def test_the_page_builds_the_same_document_from_short_frames(server: LiveServer) -> None:
    channel = server.open(progress(current_file="/media/out/1.png"))
    last = progress(Status.COMPLETED, done=1000, failed=2, errors=(failure(1), failure(2)), elapsed=9.5)
    with watching(server, COMPACT) as client:
        client.read_until(b"event:snapshot")
        for number in range(5):
            server.publish(channel, progress(done=number, current_file=f"/media/out/{number}.png", elapsed=number / 3))
            time.sleep(0.02)
        server.publish(channel, progress(done=6, failed=1, errors=(failure(1),)), failure(1))
        server.publish(channel, progress(done=7, failed=2, errors=(failure(1), failure(2))), failure(2))
        server.publish(channel, last)
        decoder = CompactDecoder()
        seen = read(client)
    for event in seen:
        decoder.apply(event.name, event.data)
    assert decoder.document == as_json(last)
    assert decoder.has_ended
    assert seen[-1].name == "end"
    assert [event.name for event in seen].count("failure") == 2


def test_only_what_changed_is_in_a_short_frame(server: LiveServer) -> None:
    channel = server.open(progress(done=40, current_file="/media/out/1.png"))
    with watching(server, COMPACT) as client:
        client.read_until(b"event:snapshot")
        server.publish(channel, progress(done=50, current_file="/media/out/2.png"))
        client.read_until(b"data:P1eG5'2.png\n\n")


def test_a_failure_that_follows_another_is_an_event_of_its_own(server: LiveServer) -> None:
    channel = server.open(progress())
    count = 2 * ERRORS_KEPT + 50
    with watching(server, COMPACT) as client:
        client.read_until(b"event:snapshot")

        def fail_all_at_once() -> None:
            for number in range(1, count + 1):
                channel.publish(progress(done=number, failed=number), failure(number))

        server.call(fail_all_at_once)
        server.publish(channel, progress(Status.COMPLETED, done=1000, failed=count))
        seen = [json.loads(event.data) for event in read(client) if event.name == "failure"]
    assert [at for at, *_ in seen] == [float(number) for number in range(1, count + 1)]


def test_a_plain_client_has_seen_each_of_five_hundred_failures_in_some_document(server: LiveServer) -> None:
    channel = server.open(progress())
    with watching(server) as client:
        client.read_until(b"\n\n\r\n")

        def fail_all_at_once() -> None:
            for number in range(1, 501):
                window = tuple(failure(at) for at in range(max(1, number - ERRORS_KEPT + 1), number + 1))
                channel.publish(progress(done=number, failed=number, errors=window), window[-1])

        server.call(fail_all_at_once)
        newest = tuple(failure(at) for at in range(301, 501))
        server.publish(channel, progress(Status.COMPLETED, done=1000, failed=500, errors=newest))
        seen = {error["at"] for event in read(client) for error in json.loads(event.data)["errors"]}
    assert seen == {float(number) for number in range(1, 501)}


def test_changes_within_a_tick_share_a_frame_and_the_first_leaves_at_once(server: LiveServer) -> None:
    channel = server.open(progress())
    with watching(server, COMPACT) as client:
        client.read_until(b"event:snapshot")
        time.sleep(0.1)
        for number in range(1, 4):
            server.publish(channel, progress(done=number))
        client.read_until(b"data:P3")
        frames = [event.data for event in events(unchunked(client.received)) if event.name == "message"]
    assert frames[0].startswith("P")
    assert len(frames) <= 2
    assert server.metric("conflated_total") >= 1


def test_a_quiet_stream_says_keepalive_under_a_name_of_its_own() -> None:
    with LiveServer(LiveSettings(keepalive_s=0.1)) as server:
        server.open(progress())
        with watching(server, COMPACT) as client, watching(server) as plain:
            client.read_until(b"event:keepalive\ndata\n\n")
            plain.read_until(b"event:keepalive\ndata\n\n")
            assert [event.name for event in events(unchunked(plain.received))][-1] == "keepalive"


def test_the_elapsed_time_that_patches_left_out_comes_when_the_session_falls_quiet() -> None:
    with LiveServer(LiveSettings(keepalive_s=0.1)) as server:
        channel = server.open(progress(elapsed=1.0))
        with watching(server, COMPACT) as client:
            client.read_until(b"event:snapshot")
            server.publish(channel, progress(elapsed=2.5))
            server.publish(channel, progress(done=1, elapsed=2.75))
            client.read_until(b"event:keepalive")
            decoder = CompactDecoder()
            for event in events(unchunked(client.received)):
                decoder.apply(event.name, event.data)
    assert decoder.document == as_json(progress(done=1, elapsed=2.75))


# Resuming


def test_a_client_that_reconnects_gets_what_it_missed_and_nothing_twice(server: LiveServer) -> None:
    channel = server.open(progress())
    server.publish(channel, progress(done=1, failed=1, errors=(failure(1),)), failure(1))
    server.publish(channel, progress(done=2, failed=2, errors=(failure(1), failure(2))), failure(2))
    server.publish(channel, progress(done=5, failed=2, errors=(failure(1), failure(2))))
    with watching(server, COMPACT, last_event_id=f"{channel.epoch}-2") as client:
        client.read_until(b'"commit"')
        seen = events(unchunked(client.received))
    assert [event.name for event in seen] == ["failure", "message"]
    assert json.loads(seen[0].data)[0] == 2.0
    assert json.loads(seen[1].data)["processed_files"] == 5
    assert seen[1].event_id == f"{channel.epoch}-2000000004"
    assert server.metric("resumed_total") == 1
    assert server.metric("replayed_total") == 1


def test_the_id_may_come_in_the_query_for_a_tab_that_takes_over(server: LiveServer) -> None:
    channel = server.open(progress(done=3))
    with watching(server, f"{COMPACT}&last_event_id={channel.epoch}-1") as client:
        client.read_until(b'"commit"')
        assert b"event:snapshot" not in client.received


@pytest.mark.parametrize(
    "claimed", ["{epoch}-999", "other-1", "garbage", "{epoch}-0", "{epoch}--1", "-", "{epoch}-" + "9" * 300]
)
def test_an_id_that_cannot_be_resumed_is_answered_with_a_snapshot(server: LiveServer, claimed: str) -> None:
    channel = server.open(progress(done=3))
    with watching(server, COMPACT, last_event_id=claimed.format(epoch=channel.epoch)) as client:
        client.read_until(b"event:snapshot")


def test_failures_missed_across_a_restart_are_replayed_in_order_and_none_twice() -> None:
    failures = [failure(number) for number in range(1, 301)]
    state = progress(done=400, failed=300, errors=tuple(failures[-200:]))
    with LiveServer() as before:
        channel = before.open(progress())
        for failed in failures[:50]:
            before.call(channel.publish, progress(), failed)
        with watching(before, COMPACT) as client:
            client.read_until(b"event:snapshot")
            before.publish(channel, progress(done=51, failed=51), failures[50])
            client.read_until(b"event:failure")
            client.read_until(b"\n\n")
            last_id = events(unchunked(client.received))[-1].event_id
    with LiveServer() as after:
        channel = after.open(state, failures)
        with watching(after, COMPACT, last_event_id=last_id) as client:
            after.publish(channel, progress(Status.COMPLETED, done=1000, failed=301), failure(301))
            seen = read(client)
    numbers = [int(json.loads(event.data)[0]) for event in seen if event.name == "failure"]
    assert numbers == list(range(52, 302))
    assert "snapshot" not in [event.name for event in seen]


def test_a_session_that_ended_during_a_restart_is_replayed_to_its_end() -> None:
    with LiveServer() as before:
        channel = before.open(progress())
        before.publish(channel, progress(done=1, failed=1), failure(1))
        last_id = f"{channel.epoch}-{10**9 + 2}"
    with LiveServer() as after:
        after.resolved[SESSION] = progress(Status.COMPLETED, done=1000, failed=3)
        after.failures[SESSION] = [failure(number) for number in (1, 2, 3)]
        with watching(after, COMPACT, last_event_id=last_id) as client:
            seen = read(client)
        assert [event.name for event in seen] == ["failure", "failure", "end"]
        assert httpx.get(after.stream_url(), headers={"Last-Event-ID": seen[-1].event_id}).status_code == 204


def test_an_id_of_another_run_is_answered_with_a_snapshot() -> None:
    with LiveServer() as before:
        last_id = f"{before.open(progress(run=1)).epoch}-1"
    with LiveServer() as after:
        after.open(progress(run=2), [])
        with watching(after, COMPACT, last_event_id=last_id) as client:
            client.read_until(b"event:snapshot")


def test_an_id_older_than_the_log_is_answered_with_a_snapshot(server: LiveServer) -> None:
    channel = server.open(progress())
    for number in range(1, 5200):
        server.call(channel.publish, progress(), failure(number))
    with watching(server, COMPACT, last_event_id=f"{channel.epoch}-1") as client:
        client.read_until(b"event:snapshot")
    with watching(server, COMPACT, last_event_id=f"{channel.epoch}-5190") as client:
        client.read_until(b"event:failure")
    assert server.metric("dropped_total") == 1


# Sessions that have ended, are unknown or were deleted


def test_a_fresh_watcher_of_a_session_just_finished_gets_its_state_and_the_end(server: LiveServer) -> None:
    server.open(progress(Status.COMPLETED, done=1000))
    with watching(server, COMPACT) as client:
        assert [event.name for event in read(client)] == ["snapshot", "end"]
    with watching(server) as client:
        assert [json.loads(event.data)["status"] for event in read(client)] == ["completed"]


def test_a_client_that_has_the_end_gets_204(server: LiveServer) -> None:
    channel = server.open(progress())
    server.publish(channel, progress(Status.COMPLETED, done=1000))
    for query in ("", COMPACT):
        answer = httpx.get(server.stream_url(query=query), headers={"Last-Event-ID": f"{channel.epoch}-2"})
        assert answer.status_code == 204
        assert answer.content == b""


def test_a_session_opened_again_for_its_commit_continues_its_numbers(server: LiveServer) -> None:
    channel = server.open(progress(Status.COMPLETED, done=1000))
    assert server.open(progress(Status.COMMITTING, done=1000)) is channel
    with watching(server, COMPACT, last_event_id=f"{channel.epoch}-1") as client:
        client.read_until(b'"committing"')
        server.publish(channel, progress(Status.COMMITTED, done=1000))
        assert read(client)[-1].event_id == f"{channel.epoch}-3"


def test_a_session_that_ended_long_ago_is_204_and_one_that_lingers_is_not() -> None:
    with LiveServer(LiveSettings(keepalive_s=0.1, linger_s=3)) as server:
        server.open(progress(Status.COMPLETED, done=1000))
        server.resolved[SESSION] = progress(Status.COMPLETED, done=1000)
        assert httpx.get(server.stream_url()).status_code == 200
        wait_until(lambda: httpx.get(server.stream_url()).status_code == 204, "the session has lingered")


def test_a_client_that_missed_the_end_gets_it_once_from_a_server_that_never_saw_the_session(server: LiveServer) -> None:
    server.resolved[SESSION] = progress(Status.COMPLETED, done=1000)
    with watching(server, COMPACT, last_event_id="earlier1-77") as client:
        seen = read(client)
    assert [event.name for event in seen] == ["snapshot", "end"]
    again = httpx.get(server.stream_url(query=COMPACT), headers={"Last-Event-ID": seen[-1].event_id})
    assert again.status_code == 204


def test_a_session_that_continues_after_a_restart_is_opened_in_its_current_state(server: LiveServer) -> None:
    server.resolved[SESSION] = progress(Status.PAUSED, done=3)
    with watching(server, COMPACT, last_event_id="earlier1-77") as client:
        client.read_until(b"event:snapshot")


def test_unknown_is_404_and_deleted_is_410_in_the_shape_of_every_error(server: LiveServer) -> None:
    server.resolved["deleted"] = Gone()
    for session_id, status, code in (("nobody", 404, "unknown_session"), ("deleted", 410, "deleted_session")):
        answer = httpx.get(server.stream_url(session_id))
        assert answer.status_code == status
        assert answer.json()["error"]["code"] == code
        assert set(answer.json()["error"]) == {"code", "message", "cure"}


def test_a_deleted_session_ends_its_streams_and_is_gone_for_later_ones(server: LiveServer) -> None:
    server.open(progress())
    with watching(server, COMPACT) as client:
        client.read_until(b"event:snapshot")
        server.call(server.hub.drop, SESSION)
        assert client.read_to_the_end().endswith(b"0\r\n\r\n")
    assert httpx.get(server.stream_url()).status_code == 410


def test_head_answers_like_get_without_a_body(server: LiveServer) -> None:
    server.open(progress())
    answer = httpx.head(server.stream_url())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.content == b""
    assert httpx.head(server.stream_url("nobody")).status_code == 404
    assert server.metric("opened_total") == 0


def test_options_names_the_methods_and_others_are_refused(server: LiveServer) -> None:
    answer = httpx.options(server.stream_url())
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = httpx.request(method, server.stream_url())
        assert refused.status_code == 405
        assert refused.headers["allow"] == "GET, HEAD, OPTIONS"
        assert refused.json()["error"]["code"] == "method_not_allowed"


def test_limits_are_429_for_an_address_and_503_for_a_session() -> None:
    for settings, status in (
        (LiveSettings(max_streams_per_address=2), 429),
        (LiveSettings(max_streams_per_session=2), 503),
    ):
        with LiveServer(settings) as server:
            server.open(progress())
            with watching(server) as first, watching(server) as second:
                first.read_until(b"data:")
                second.read_until(b"data:")
                refused = httpx.get(server.stream_url())
                assert refused.status_code == status
                assert refused.headers["retry-after"] == "5"
                assert "limit" in refused.json()["error"]["message"]
            server.wait_for_open_streams(0)
            with watching(server) as client:
                client.read_until(b"data:")


def test_untrusted_file_names_cannot_break_a_frame(server: LiveServer) -> None:
    odd = "/media/a\r\n\r\nevent: end\ndata: {}\n\n \u2028\x00 \udcff '\" <script>.png"
    channel = server.open(progress())
    with watching(server, COMPACT) as client, watching(server) as plain:
        client.read_until(b"event:snapshot")
        plain.read_until(b"data:")
        server.publish(channel, progress(current_file=odd))
        last = progress(Status.COMPLETED, done=1000, message=odd)
        time.sleep(0.1)
        server.publish(channel, last)
        decoder = CompactDecoder()
        files = [decoder.apply(event.name, event.data)["current_file"] for event in read(client)]  # type: ignore[index]
        assert odd in files
        assert decoder.document == as_json(last)
        assert odd in [json.loads(event.data)["current_file"] for event in read(plain)]


# Compressed


def test_every_client_decodes_the_shared_gzip_stream_whenever_it_joined(server: LiveServer) -> None:
    channel = server.open(progress())
    clients = []
    for number in range(1, 60):
        state = progress(done=number, current_file=f"/media/out/{number}.png")
        if number % 3 == 0:
            clients.append(RawClient(server).get(query=COMPACT, accept_encoding="gzip"))
        if number % 20 == 0:
            server.publish(channel, replace(state, errors=(failure(number),)), failure(number))
        else:
            server.publish(channel, state)
        time.sleep(0.015)
    last = progress(Status.COMPLETED, done=1000)
    server.publish(channel, last)
    for client in clients:
        response = client.read_to_the_end()
        assert b"content-encoding: gzip" in response
        assert b"vary: accept-encoding" in response
        decoder = CompactDecoder()
        inflate = zlib.decompressobj(31)
        for event in events(inflate.decompress(unchunked(response))):
            decoder.apply(event.name, event.data)
        assert inflate.eof, "header, blocks and trailer are one whole gzip member"
        assert not inflate.unused_data
        document = decoder.document
        assert document is not None
        document.pop("errors")
        assert document == {name: value for name, value in as_json(last).items() if name != "errors"}
        client.socket.close()


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [("gzip, deflate, br", True), ("br;q=1, GZIP;q=0.5", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
def test_only_clients_that_accept_gzip_get_it(accepted: str, compressed: bool) -> None:
    with LiveServer() as server:
        server.open(progress())
        with watching(server, COMPACT, accept_encoding=accepted) as client:
            head = client.read_until(b"\r\n\r\n").lower()
            assert (b"content-encoding: gzip" in head) is compressed


def test_a_request_pipelined_behind_a_stream_does_not_disturb_it(server: LiveServer) -> None:
    channel = server.open(progress())
    with RawClient(server) as client:
        path = f"/api/ingest/stream/{SESSION}"
        client.socket.sendall(request(path) + request(path))
        client.read_until(b'"processed_files":0')
        server.publish(channel, progress(done=9))
        client.read_until(b'"processed_files":9')
