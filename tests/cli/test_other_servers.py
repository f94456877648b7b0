"""`headrace watch` against a server that is none of ours: it says so, soon, and without filling the memory."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

import pytest

from app.cli import session_stream
from app.cli.server_answers import ANSWER_BYTES, WatchError
from app.cli.session_stream import receive_states
from app.cli.session_view import draw_session
from app.cli.stream_address import StreamAddress
from app.domain.progress import Progress, Status
from app.live import status_document

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
SNAPSHOT = STREAM + b"event: snapshot\ndata: "
STATE = status_document(Progress("s", Status.PROCESSING))


def snapshot(**changes: object) -> bytes:
    """Return a stream that begins with a state in which some fields have other values."""
    return SNAPSHOT + json.dumps(STATE | changes).encode() + b"\n\n"


def answer(status: str, kind: str, body: bytes, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close", *headers, "", "")
    return "\r\n".join(lines).encode() + body


@contextmanager
def answering(text: bytes, endless: bytes = b"") -> Iterator[str]:
    """Answer every request with `text`, then with `endless` until the client is gone. Yields the address."""

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1 << 16)
            self.request.sendall(text)
            try:
                while endless:
                    self.request.sendall(endless)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_stream, "RECONNECT_S", 0)


STATES = 10
"""More than any answer here holds, so that a client that tries forever fails the test."""
NOT_OURS = "is not a Headrace server"
NO_STATE = "does not send the states of a session"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (answer("200 OK", "text/html", b"<html>\x1b[31m</html>"), NOT_OURS),
        (answer("200 OK", "application/json", b"{}"), NOT_OURS),
        (answer("404 Not Found", "text/html", b"<html>"), NOT_OURS),
        (answer("500 Internal Server Error", "application/json", b"[1]"), NOT_OURS),
        (answer("500 Internal Server Error", "application/json", b'{"error": "no"}'), NOT_OURS),
        (answer("500 Internal Server Error", "application/json", b"[" * 100_000), NOT_OURS),
        (
            answer("503 Unavailable", "application/json", b'{"error": {"message": "It is away.", "cure": ""}}'),
            "It is away.",
        ),
        (answer("302 Found", "text/html", b"", "Location: http://elsewhere/\x9b31m"), "redirects to"),
        (answer("302 Found", "application/json", b"{}", "Location: /"), "redirects to"),
        (answer("200 OK", "text/event-stream", b"\x1f\x8b", "Content-Encoding: gzip"), NOT_OURS),
        (b"220 ready\r\n", "its answer is not HTTP"),
        (b"\0" * 100, "its answer is not HTTP"),
        (SNAPSHOT + b"{}\n\n", NO_STATE),
        (SNAPSHOT + b"[]\n\n", NO_STATE),
        (SNAPSHOT + b"null\n\n", NO_STATE),
        (SNAPSHOT + b"nothing\n\n", NO_STATE),
        (SNAPSHOT + b"[" * 100_000 + b"\n\n", NO_STATE),
        (snapshot(progress=float("nan")), NO_STATE),
        (snapshot(progress="\x1b[31m"), NO_STATE),
        (snapshot(current_file=None), NO_STATE),
        (snapshot(errors=[{"at": 0}]), NO_STATE),
        (snapshot(stats={}), NO_STATE),
        (snapshot(elapsed_s=1e300), NO_STATE),
        (snapshot() + b"data: P" + b"z" * 5000 + b"\n\n", NO_STATE),
        (snapshot() + b"data: E" + b"z" * 1000 + b"\n\n", NO_STATE),
        (snapshot() + b"data: F" + b"z" * 100 + b"\n\n", NO_STATE),
        (STREAM + b"data: P1\n\n", NO_STATE),
        (STREAM + b"event: end\ndata: {}\n\n", NO_STATE),
    ],
)
def test_an_answer_that_is_not_ours_ends_the_command(text: bytes, words: str) -> None:
    with answering(text) as url, pytest.raises(WatchError, match=words):
        list(islice(receive_states(StreamAddress(url, "20260131-154500-1f3a9c")), STATES))


@pytest.mark.parametrize(
    "text", [STREAM + b"data: ", answer("404 Not Found", "application/json", b""), SNAPSHOT, STREAM + b"event: x\n"]
)
@pytest.mark.parametrize("endless", [b"x" * 65_536, b"data: x\n" * 8192])
def test_an_answer_without_an_end_is_given_up(text: bytes, endless: bytes) -> None:
    with answering(text, endless) as url, pytest.raises(WatchError, match=NOT_OURS):
        list(islice(receive_states(StreamAddress(url, "x")), STATES))


def test_many_short_events_are_no_long_one() -> None:
    events = snapshot() + (b": padding\n" * 1000 + b"\r\n\r\n") * (ANSWER_BYTES // 8000)
    with answering(events + b"event: end\ndata: {}\n\n") as url:
        assert len(list(receive_states(StreamAddress(url, "x")))) == 2


def test_an_id_with_anything_in_it_stays_one_part_of_the_path() -> None:
    seen = []

    class Record(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            seen.append(self.request.recv(1 << 16).split(b"\r\n")[0])
            self.request.sendall(answer("404 Not Found", "application/json", b'{"error": {"message": "none"}}'))

    with socketserver.TCPServer(("127.0.0.1", 0), Record) as server:
        for session_id in ("..", ".", "a b", "\x1b[31m", "?x=1#y", "é%2f", "\udcff"):
            thread = threading.Thread(target=server.handle_request)
            thread.start()
            with pytest.raises(WatchError, match="none"):
                list(
                    islice(
                        receive_states(StreamAddress(f"http://127.0.0.1:{server.server_address[1]}", session_id)),
                        STATES,
                    )
                )
            thread.join()
    ids = [b"%2E%2E", b"%2E", b"a%20b", b"%1B%5B31m", b"%3Fx%3D1%23y", b"%C3%A9%252f", b"%FF"]
    assert seen == [b"GET /api/ingest/stream/" + part + b"?format=compact HTTP/1.1" for part in ids]


def test_a_state_with_the_wildest_values_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    huge, stats, ledger = 2**53, STATE["stats"], STATE["ledger"]
    assert isinstance(stats, dict) and isinstance(ledger, dict)
    wild = snapshot(
        **dict.fromkeys(("elapsed_s", "total_files", "processed_files", "progress", "started_at", "run"), huge),
        stats=dict.fromkeys(stats, huge) | {"\x1b[31m": "\x1b[31m"},
        ledger=dict.fromkeys(ledger, -huge),
        message="\x1b[31m[/x]",
        current_file="[link=x]y[/link]",
        errors=[{"at": -huge, "path": "", "file": "\x1b[31m[/x]", "step": "[b]", "reason": "\u202e"}],
    )
    with answering(wild + b"event: end\ndata: {}\n\n") as url:
        assert draw_session(StreamAddress(url, "x")) is not None
    printed = capsys.readouterr().out
    assert r"\x1b[31m[/x]: [b]: \u202e" in printed
    assert "\x1b[31m" not in printed
