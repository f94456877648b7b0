"""What a request holds is bounded before it is parsed, so that no request holds up the server."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from app.http.bodies import BODY_BYTES, BODY_DEPTH, BODY_DIGITS, BODY_VALUES, HEAD_BYTES, QUERY_PARAMETERS, BodyCheck
from app.routers.shared.parameters import IDS_MAX
from app.routers.shared.services import services_of
from tests.http.surface.support import ask, code_of, exchange, get, post, served, unstarted_app

JSON = "application/json"
LONGEST_HOLD = 10
"""Of the time that counting takes; see `count`."""
TRIES = 9
ADDRESS = "http://localhost/api/ingest/session/nobody/choices"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    app = unstarted_app(tmp_path)
    app.dependency_overrides[services_of] = lambda: None  # no request here is good enough to be carried out
    return app


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the body that arrives."""
    message: Message = {"more_body": True}
    body = b""
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def send_body(body: bytes, content_type: str | None = JSON, method: str = "POST") -> httpx.Response:
    headers = {} if content_type is None else {"Content-Type": content_type}
    return ask(BodyCheck(echo), httpx.Request(method, "http://localhost/", content=body, headers=headers))


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/vnd.api+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/jsonp",
        "text/json",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_json_is_taken_for_json(content_type: str | None, method: str) -> None:
    answer = send_body(b"{}", content_type, method)
    assert (answer.status_code, code_of(answer)) == (415, "unsupported_media_type")


@pytest.mark.parametrize("content_type", [JSON, "Application/JSON", "application/json; charset=UTF-8"])
def test_json_passes_unchanged(content_type: str) -> None:
    body = '{"folder": "/a/[b]/{c}, \\"d\\"/ü"}'.encode()
    assert send_body(body, content_type).content == body


def test_a_request_without_a_body_needs_no_content_type() -> None:
    assert send_body(b"", None).status_code == 200


def test_a_form_of_another_kind_never_reaches_a_route(app: FastAPI) -> None:
    answer = ask(app, httpx.Request("POST", ADDRESS, content=b'{"choice": "leave"}', headers={"Content-Type": "a/b"}))
    assert code_of(answer) == "unsupported_media_type"


@pytest.mark.parametrize("body", [b"\xff", '{"a": 1}'.encode("utf-16"), '{"a": 1}'.encode("utf-16-le"), b'"\0"'])
def test_a_body_that_is_not_utf_8_is_refused(body: bytes) -> None:
    answer = send_body(body)
    assert (answer.status_code, code_of(answer)) == (400, "http_error")


@pytest.mark.parametrize(
    "body",
    [
        b'"%s"' % (b"x" * BODY_BYTES),
        b"[%s]" % b",".join([b"1"] * (BODY_VALUES + 1)),
        b"[" * (BODY_DEPTH + 1),
        b'{"a":' * (BODY_DEPTH + 1),
        b'{"x": "]]]]]]]]]]]]]]]]]]]]", "y": %s}' % (b"[" * (BODY_DEPTH + 1)),
        b"[%s]" % b",".join([b'""'] * (5 * BODY_VALUES)),
        b"[1, 2, -%s]" % (b"9" * (BODY_DIGITS + 1)),
    ],
    ids=["bytes", "numbers", "lists", "objects", "brackets in text", "texts", "digits"],
)
def test_a_body_with_too_much_in_it_is_refused(body: bytes) -> None:
    answer = send_body(body)
    assert (answer.status_code, code_of(answer)) == (413, "body_too_large")


def test_what_the_page_sends_passes() -> None:
    ids = {"choice": "leave", "file_ids": [2**62 + number for number in range(IDS_MAX)]}
    keywords = {"keywords": ["[a], {b}" + "é" * 190] * 1000}
    digits = {"cause": {"step": "open", "reason": "9" * 1000}}
    for sent in (ids, keywords, digits):
        assert send_body(json.dumps(sent, ensure_ascii=False).encode()).json() == sent


BODIES: dict[str, bytes] = {
    "numbers": b"[%s]" % b",".join([b"1"] * (BODY_BYTES // 2 - 2)),
    "ids": b'{"choice":"leave","file_ids":[%s]}' % b",".join([b"9" * 18] * (BODY_VALUES - 10)),
    "texts for ids": b'{"choice":"leave","file_ids":[%s]}' % b",".join([b'"x"'] * (BODY_VALUES - 10)),
    "unknown fields": json.dumps({f"unknown{number}": 1 for number in range(BODY_VALUES - 10)}).encode(),
    "long names": json.dumps({f"{number}" * 20_000: 1 for number in range(10, 35)}).encode(),
    "quotes": b'"' * BODY_BYTES,
    "escaped quotes": b'"' + b'\\"' * 40_000,
    "half a text": b'{"a":"' + b"\\\\" * (BODY_BYTES // 2 - 10),
    "escapes": b'{"a":"' + b"\\u00e9" * (BODY_BYTES // 6 - 10) + b'"}',
    "digits": b'{"choice":' + b"9" * (BODY_BYTES - 20) + b"}",
    "a fraction": b'{"choice":0.' + b"3" * (BODY_BYTES - 20) + b"}",
    "long numbers": b'{"file_ids":[' + b",".join([b"9" * 4000] * 250) + b"]}",
    "many digits": b'{"file_ids":[' + b",".join([b"9" * BODY_DIGITS] * 10_000) + b"]}",
    "spaces": b" " * (BODY_BYTES - 2) + b"{}",
    "brackets": b"[]" * (BODY_BYTES // 2),
}


def count() -> None:
    """What the time of an answer is compared with, since a machine can be slow. Takes about 2 ms."""
    sum(number for number in range(100_000))


def assert_answered_quickly(app: FastAPI, request: httpx.Request, statuses: tuple[int, ...]) -> None:
    """Check that one of `TRIES` answers holds the event loop for no longer than `LONGEST_HOLD` counts.

    Nothing waits for anything here, so the processor time of the whole answer is the time for which the loop is held.
    """

    async def pass_on(scope: Scope, receive: Receive, send: Send) -> None:
        began = time.thread_time()
        count()
        counted = time.thread_time()
        await app(scope, receive, send)
        held.append((time.thread_time() - counted) / (counted - began))

    held: list[float] = []
    while not held or (held[-1] > LONGEST_HOLD and len(held) < TRIES):
        answer = ask(pass_on, request)
        assert answer.status_code in statuses, answer.text
        assert len(answer.content) < 10_000
    assert held[-1] <= LONGEST_HOLD, held


@pytest.mark.slow
@pytest.mark.parametrize("name", BODIES)
def test_no_body_holds_up_the_event_loop(name: str, app: FastAPI) -> None:
    request = httpx.Request("POST", ADDRESS, content=BODIES[name], headers={"Content-Type": JSON})
    assert_answered_quickly(app, request, (400, 413, 422))


QUERIES = {
    "parameters": "&".join(["x=1"] * 15_000),
    "few long ones": "&".join(f"{'y' * 60}{number}=1" for number in range(QUERY_PARAMETERS)),
    "escapes": "q=" + "%C3%A9" * 10_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", QUERIES)
def test_no_query_holds_up_the_event_loop(name: str, app: FastAPI) -> None:
    request = httpx.Request("GET", f"http://localhost/api/library/files?{QUERIES[name]}")
    assert_answered_quickly(app, request, (414, 422))


def test_a_head_with_too_many_bytes_is_refused() -> None:
    request = httpx.Request("GET", "http://localhost/", headers={"X-Long": "x" * HEAD_BYTES})
    assert code_of(ask(BodyCheck(echo), request)) == "head_too_large"


@pytest.mark.server
def test_a_large_body_is_refused_at_once_by_its_length_alone() -> None:
    with served(BodyCheck(echo)) as address:
        answer = exchange(address, post("/", b"", f"Content-Type: {JSON}").replace(b"Length: 0", b"Length: 10000000"))
        assert (answer.status, answer.code) == (413, "body_too_large")
        answer = exchange(address, get("/", "Content-Length: 10000000"))
        assert (answer.status, answer.code) == (413, "body_too_large")


@pytest.mark.server
def test_a_large_body_without_a_length_is_refused_once_too_much_has_arrived() -> None:
    head = get("/", f"Content-Type: {JSON}", "Transfer-Encoding: chunked", method="POST")
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with served(BodyCheck(echo)) as address:
        answer = exchange(address, head, chunk * (BODY_BYTES // 65536 + 1))
    assert (answer.status, answer.code) == (413, "body_too_large")


@pytest.mark.server
def test_a_client_that_sends_all_of_a_large_body_gets_the_answer() -> None:
    with served(BodyCheck(echo)) as address, httpx.Client(base_url=f"http://{address[0]}:{address[1]}") as client:
        answer = client.post("/", content=b"1" * (10 << 20), headers={"Content-Type": JSON})
        assert code_of(answer) == "body_too_large"


def test_the_servers_own_receive_reaches_a_route_without_a_body() -> None:
    """The stream takes its connection over by it."""
    seen: list[Any] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(receive)
        await echo(scope, receive, send)

    async def outermost(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(receive)
        await BodyCheck(look)(scope, receive, send)

    ask(outermost, httpx.Request("GET", "http://localhost/"))
    assert seen[0] is seen[1]
