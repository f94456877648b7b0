"""Whatever happens to a stream, its client ends up with the server's state: a stateful model, run at random.

The hub, channels, formats and codings are real; the clock and the connections are in memory, so that every
interleaving can be tried. The other files in this folder use real sockets.
"""

from __future__ import annotations

import copy
import itertools
import json
import logging
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from app.domain.progress import TERMINAL, FileFailure, Outcome, Progress, Status, Tally, with_discovered, with_finished
from app.live import Channel, CompactDecoder, Hub, LiveSettings, status_document
from app.live.connections import ConnectionListener
from app.live.format.content_codings import Payload
from app.live.format.event_id import EventId, encode_event_id
from app.live.format.status_document import to_json
from app.live.subscriber import COMPACT, PLAIN, SubscribeOptions
from tests.live.support import SESSION, Clock, events

EXAMPLES = int(os.environ.get("HEADRACE_TEST_TRUTH_EXAMPLES", "60"))
SETTLED_S = 5.0
"""Longer than a tick, and than the quiet time before a keepalive."""

NAMES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12).map(lambda name: name.replace("/", "_")),
    st.sampled_from(
        ["ComfyUI_00001_.png", "a'b\"c\\d.png", "two\nlines\r.png", "not text \udcff.png", "<script>.png", ""]
    ),
)
PATHS = st.tuples(st.sampled_from(["/media/", "/media/out/", "/", ""]), NAMES).map("".join)


class MemoryConnection:
    """A connection like a transport without a buffer: while its client does not read, what was written waits."""

    def __init__(self, *, blocked: bool) -> None:
        self.is_blocked = blocked
        self.is_finished = False
        self.is_cut = False
        self.listener: ConnectionListener | None = None
        self.arrived: list[bytes] = []
        self._waiting: list[bytes] = []

    def attach(self, listener: ConnectionListener) -> None:
        self.listener = listener

    def send(self, payload: Payload) -> None:
        assert not self.is_finished, "nothing follows the end"
        assert not self._waiting, "nothing is written to a connection that is full"
        self._write(payload.body)

    def finish(self, payload: Payload) -> None:
        assert not self.is_finished
        self._write(payload.body)
        self.is_finished = True

    def abort(self) -> None:
        self.is_cut = True

    def block(self) -> None:
        self.is_blocked = True

    def unblock(self) -> None:
        self.is_blocked = False
        if self._waiting:
            self.arrived += self._waiting
            self._waiting.clear()
            assert self.listener is not None
            self.listener.resume()

    def _write(self, body: bytes) -> None:
        if not self.is_blocked:
            self.arrived.append(body)
            return
        self._waiting.append(body)
        assert self.listener is not None
        self.listener.stall()


@dataclass(eq=False)
class Client:
    """A page: applies the events that arrive, remembers the last id, and may reconnect with any id it ever had."""

    compact: bool
    gzip: bool
    connection: MemoryConnection | None = None
    document: dict[str, Any] | None = None
    last_event_id: str = ""
    has_end: bool = False
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The document it had at each id: a client that claims an id has that state."""
    _inflate: Any = None
    _text: bytes = b""

    def connect(self, connection: MemoryConnection, claimed: str) -> None:
        self.connection, self._text, self.has_end = connection, b"", False
        self._inflate = zlib.decompressobj(31) if self.gzip else None
        self.last_event_id = claimed
        self.document = copy.deepcopy(self.kept.get(claimed))

    def read(self) -> None:
        assert self.connection is not None
        for body in self.connection.arrived:
            self._text += self._inflate.decompress(body) if self._inflate is not None else body
        self.connection.arrived.clear()
        whole, mark, self._text = self._text.rpartition(b"\n\n")
        for event in events(whole + mark):
            assert not self.has_end, "the terminal event is the last"
            if event.event_id:
                self.last_event_id = event.event_id
            self._apply(event.name, event.data)
            if event.event_id and self.document is not None:
                self.kept[event.event_id] = copy.deepcopy(self.document)
        if self.connection.is_finished and not self.connection.is_blocked and self._inflate is not None:
            assert self._inflate.eof, "the gzip stream has its trailer, and the trailer is right"

    def _apply(self, name: str, data: str) -> None:
        if self.compact:
            decoder = CompactDecoder()
            decoder.document = self.document
            self.document = decoder.apply(name, data)
            self.has_end = decoder.has_ended
        elif name == "message":
            self.document = json.loads(data)
            assert self.document is not None
            self.has_end = self.document["status"] in TERMINAL


class LiveStream(RuleBasedStateMachine):
    clients = Bundle("clients")

    def __init__(self) -> None:
        super().__init__()
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        self.all_clients: list[Client] = []
        self.state = with_discovered(Progress(SESSION, Status.PROCESSING), found=500, skipped=3)
        self.failures = itertools.count()
        self.sent: list[FileFailure] = []
        """What a server that is started again finds in the database."""
        self.ends: dict[str, Any] = {}
        """Each terminal state by the id of its event."""
        self.start_server()

    def start_server(self) -> None:
        self.clock = Clock()
        self.hub = Hub(LiveSettings(), timers=self.clock)
        self.channel: Channel = self.hub.open(self.state, self.sent)
        if self.state.status in TERMINAL:
            self.ends[self.newest_id()] = json.loads(to_json(status_document(self.state)))

    def newest_id(self) -> str:
        channel = self.channel
        return encode_event_id(EventId(channel.epoch, channel.seq, channel.failures)).decode()

    def teardown(self) -> None:
        self.settle()
        structlog.reset_defaults()

    def emit(self, state: Progress, failure: FileFailure | None = None) -> None:
        self.state = replace(state, elapsed=self.state.elapsed + 0.0137)
        self.channel.publish(self.state, failure)

    # Events of the session

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(path=PATHS)
    def begin_a_file(self, path: str) -> None:
        self.emit(replace(self.state, current_file=path))

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(metadata=st.booleans(), keywords=st.integers(0, 40), score=st.booleans(), nsfw=st.booleans())
    def finish_a_file(self, metadata: bool, keywords: int, score: bool, nsfw: bool) -> None:
        tally = Tally(Outcome.OK, metadata, keywords, score, nsfw)
        self.emit(with_finished(self.state, tally))

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(path=PATHS, count=st.integers(1, 6))
    def fail_files(self, path: str, count: int) -> None:
        for _ in range(count):
            failure = FileFailure(path, "decode", f"reason {next(self.failures)}\n\udcee", at=1.5)
            self.sent.append(failure)
            self.emit(with_finished(self.state, Tally(Outcome.FAILED), failure), failure)

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(found=st.integers(0, 5))
    def discover_more(self, found: int) -> None:
        self.emit(with_discovered(self.state, found=found, skipped=found // 2))

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(status=st.sampled_from([Status.PROCESSING, Status.PAUSED, Status.COMMITTING]), message=NAMES)
    def change_status(self, status: Status, message: str) -> None:
        self.emit(replace(self.state, status=status, message=message, commit_total=500))

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(waiting=st.booleans())
    def wait_for_something(self, waiting: bool) -> None:
        self.emit(replace(self.state, waiting=waiting))

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule()
    def break_the_identities(self) -> None:
        """A state that breaks every identity short patches rely on still arrives as it is."""
        odd = replace(self.state.counters, processed_files=self.state.counters.processed_files + 1, errors=77)
        self.emit(replace(self.state, counters=odd))

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(status=st.sampled_from(sorted(TERMINAL)))
    def end_the_session(self, status: Status) -> None:
        self.emit(replace(self.state, status=status))
        self.ends[self.newest_id()] = json.loads(to_json(status_document(self.state)))

    @precondition(lambda self: self.state.status in TERMINAL)
    @rule()
    def open_it_again(self) -> None:
        self.state = replace(self.state, status=Status.COMMITTING)
        assert self.hub.open(self.state) is self.channel

    # Actions of the clients

    @rule(target=clients, compact=st.booleans(), gzip=st.booleans(), blocked=st.booleans())
    def connect(self, compact: bool, gzip: bool, blocked: bool) -> Client:
        client = Client(compact, compact and gzip)
        self.all_clients.append(client)
        self._connect(client, "", blocked=blocked)
        return client

    @rule(client=clients, blocked=st.booleans())
    def reconnect(self, client: Client, blocked: bool) -> None:
        self._leave(client)
        self._connect(client, client.last_event_id if client.document is not None else "", blocked=blocked)

    @rule(client=clients, data=st.data())
    def reconnect_with_an_older_id(self, client: Client, data: st.DataObject) -> None:
        self._leave(client)
        self._connect(client, data.draw(st.sampled_from(["", *client.kept])))

    @rule(
        client=clients,
        claimed=st.one_of(
            st.text(st.characters(codec="latin-1"), max_size=10),
            st.sampled_from(["x-1", "-", "0-0", "9" * 400, "e-" + "9" * 30, "\u00b2-\u00b2"]),
        ),
    )
    def reconnect_with_garbage(self, client: Client, claimed: str) -> None:
        self._leave(client)
        self._connect(client, claimed)
        assert client.document is not None, "an unknown id is answered with a snapshot"

    @rule(client=clients, beyond=st.integers(1, 10**6))
    def reconnect_from_the_future(self, client: Client, beyond: int) -> None:
        self._leave(client)
        self._connect(client, f"{self.channel.epoch}-{self.channel.seq + beyond}")
        assert client.document is not None, "an id from the future is answered with a snapshot"

    @rule(client=clients)
    def stop_reading(self, client: Client) -> None:
        if client.connection is not None:
            client.connection.block()

    @rule(client=clients)
    def read_again(self, client: Client) -> None:
        if client.connection is not None:
            client.connection.unblock()

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(client=clients, before=st.integers(0, 2), meanwhile=st.integers(1, 12), path=PATHS)
    def stop_reading_while_files_fail(self, client: Client, before: int, meanwhile: int, path: str) -> None:
        """It stops reading just as a failure is written; then more files fail, and then it reads again."""
        if client.connection is None:
            return
        client.connection.block()
        for count in (before, meanwhile):
            if count:
                self.fail_files(path, count)
            self.clock.run(0.06)
        client.connection.unblock()

    @precondition(lambda self: self.state.status not in TERMINAL)
    @rule(client=clients, meanwhile=st.integers(1, 12), path=PATHS)
    def be_away_while_files_fail(self, client: Client, meanwhile: int, path: str) -> None:
        self._leave(client)
        self.fail_files(path, meanwhile)
        self.reconnect(client, blocked=False)

    @rule(client=clients)
    def leave(self, client: Client) -> None:
        self._leave(client)

    @rule(client=consumes(clients))
    def leave_for_good(self, client: Client) -> None:
        self._leave(client)
        self.all_clients.remove(client)

    # Time, restarts and checks

    @rule(seconds=st.sampled_from([0.0, 0.001, 0.02, 0.05, 0.3, 1.5]))
    def wait(self, seconds: float) -> None:
        self.clock.run(seconds)

    @rule()
    def restart_the_server(self) -> None:
        for client in self.all_clients:
            self._leave(client)
        self.start_server()

    @rule()
    def settle(self) -> None:
        """Let every client read, let time pass, then compare the documents with the server's state."""
        for client in self.all_clients:
            if client.connection is not None:
                client.connection.unblock()
        self.clock.run(SETTLED_S)
        expected = json.loads(to_json(status_document(self.state)))
        for client in self._connected():
            client.read()
            assert client.connection is not None
            assert client.connection.is_finished == client.has_end
            if client.has_end:
                assert client.document == self.ends[client.last_event_id]
                self._leave(client)
            else:
                assert client.document == expected
                assert self.state.status not in TERMINAL, "the terminal event always arrives"

    @invariant()
    def no_failure_is_lost_or_duplicated(self) -> None:
        """In the plain format a document may show an earlier window of failures, on its way to the newest."""
        happened = json.loads(to_json(status_document(self.state)["errors"]))
        for client in self._connected():
            client.read()
            if client.document is not None:
                seen = client.document["errors"]
                first = happened.index(seen[0]) if seen and not client.compact else 0
                assert seen == happened[first : first + len(seen)]

    def _connected(self) -> Iterator[Client]:
        return (client for client in self.all_clients if client.connection is not None)

    def _connect(self, client: Client, claimed: str, *, blocked: bool = False) -> None:
        if self.channel.is_terminal_id(claimed):
            return  # the endpoint answers 204, and the client does not reconnect
        connection = MemoryConnection(blocked=blocked)
        client.connect(connection, claimed)
        format_name = COMPACT if client.compact else PLAIN
        self.channel.join(connection, SubscribeOptions(format_name, client.gzip, claimed, "127.0.0.1"))
        client.read()

    def _leave(self, client: Client) -> None:
        if client.connection is not None and client.connection.listener is not None:
            client.read()
            client.connection.listener.lost("disconnected")
            client.connection = None


@pytest.fixture(params=[(500_000, 200), (900, 200), (900, 2)], ids=["long log", "short log", "short parts"])
def log_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.format.failure_log.LOG_BYTES", request.param[0])
    monkeypatch.setattr("app.live.format.failure_log.PART_COUNT", request.param[1])


@pytest.mark.slow
@pytest.mark.usefixtures("log_size")
def test_every_client_ends_up_with_the_servers_state() -> None:
    LiveStream.TestCase.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=40,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    LiveStream.TestCase("runTest").runTest()
