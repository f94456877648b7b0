"""Answers are compressed as the client takes them, and not sent again to who has them; streams and files are let be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.delivery import Compression, Revalidation
from tests.http.surface.support import ask, exchange, get, served

LONG = {"files": [{"path": f"/media/{number}.png", "prompt": "a quiet harbour at dawn"} for number in range(300)]}
PICTURE = b"\x89PNG" + b"picture" * 1000
EVENTS = [b"data: 1\n\n", b"data: 2\n\n"]


async def pieces() -> AsyncIterator[bytes]:
    for number in range(200):
        yield f"{number},harbour at dawn\n".encode() * 20


def secret(_request: Request) -> Response:
    return JSONResponse(LONG, headers={"Cache-Control": "no-store"})


def original(request: Request) -> Response:
    return FileResponse(__file__, media_type=request.query_params["type"])


def bare_app() -> Starlette:
    return Starlette(
        routes=[
            Route("/json", lambda _request: JSONResponse(LONG)),
            Route("/short", lambda _request: JSONResponse({"ok": True})),
            Route("/page", lambda _request: Response("<p>harbour</p>" * 300, media_type="text/html")),
            Route("/csv", lambda _request: StreamingResponse(pieces(), media_type="text/csv")),
            Route("/picture", lambda _request: Response(PICTURE, media_type="image/png")),
            Route("/secret", secret),
            Route("/file", original),
            Route("/missing", lambda _request: JSONResponse(LONG, status_code=404)),
            Route("/posted", lambda _request: JSONResponse(LONG), methods=["POST"]),
        ]
    )


@pytest.fixture
def app() -> Starlette:
    app = bare_app()
    app.router.routes.append(Route("/stream", _Stream()))
    app.user_middleware[:] = [Middleware(Compression), Middleware(Revalidation)]
    return app


class _Stream:
    """As the live stream answers: raw ASGI, with a coding of its own."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream"), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for event in EVENTS:
            await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def fetch(app: Starlette, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(app, httpx.Request(method, f"http://localhost{path}", headers={"accept-encoding": ""} | named))


@pytest.mark.parametrize("path", ["/json", "/page", "/csv"])
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", None),
        ("x-gzip", "gzip"),
        ("zstd", None),
    ],
)
def test_text_comes_in_a_coding_that_the_client_takes(
    app: Starlette, path: str, accepted: str, coding: str | None
) -> None:
    plain, answer = fetch(bare_app(), path), fetch(app, path, accept_encoding=accepted)
    assert answer.content == plain.content
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    if coding and path != "/csv":
        assert int(answer.headers["content-length"]) < len(plain.content) / 4


@pytest.mark.parametrize("path", ["/short", "/picture", "/secret", "/file?type=video/mp4", "/stream"])
def test_what_would_not_gain_or_must_not_be_compressed_is_sent_as_it_is(app: Starlette, path: str) -> None:
    async def raw() -> tuple[dict[bytes, bytes], list[bytes]]:
        head, parts = dict[bytes, bytes](), list[bytes]()

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.update(message["headers"])
            elif message["body"]:
                parts.append(message["body"])

        async def receive() -> Message:
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        where, _, query = path.partition("?")
        headers = [(b"accept-encoding", b"gzip, br")]
        scope = {"type": "http", "method": "GET", "path": where, "query_string": query.encode(), "headers": headers}
        await app(scope, receive, send)
        return head, parts

    head, parts = asyncio.run(raw())
    assert head.get(b"content-encoding") == (b"gzip" if path == "/stream" else None)
    if path == "/stream":
        assert parts == EVENTS  # not a byte is changed, and no two are joined
        assert set(head) == {b"content-type", b"content-encoding", b"cache-control"}
    else:
        assert len(b"".join(parts)) == int(head[b"content-length"])


def test_a_part_of_a_file_is_that_part(app: Starlette) -> None:
    plain = fetch(bare_app(), "/file?type=text/plain")
    part = fetch(app, "/file?type=text/plain", accept_encoding="br", range="bytes=10-2009")
    assert (part.status_code, part.content) == (206, plain.content[10:2010])
    assert "content-encoding" not in part.headers
    assert part.headers["etag"] == plain.headers["etag"]


def test_an_original_keeps_the_strong_etag_that_resuming_a_download_needs(app: Starlette) -> None:
    etag = fetch(app, "/file?type=video/mp4", accept_encoding="br").headers["etag"]
    assert etag.startswith('"')
    part = fetch(app, "/file?type=video/mp4", range="bytes=0-9", if_range=etag)
    assert part.status_code == 206


def test_a_compressed_file_has_a_weak_etag(app: Starlette) -> None:
    assert fetch(app, "/file?type=text/plain", accept_encoding="br").headers["etag"].startswith("W/")


@pytest.mark.parametrize("path", ["/json", "/short", "/page", "/picture"])
@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
def test_who_has_the_answer_gets_304(app: Starlette, path: str, accepted: str) -> None:
    answer = fetch(app, path, accept_encoding=accepted)
    assert answer.headers["cache-control"] == "private, no-cache"
    known = fetch(app, path, accept_encoding=accepted, if_none_match=f'"other", {answer.headers["etag"]}')
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == answer.headers["etag"]
    assert known.headers["cache-control"] == answer.headers["cache-control"]
    assert not {"content-type", "content-encoding"} & set(known.headers)
    assert fetch(app, path, accept_encoding=accepted, if_none_match='W/"other"').content == answer.content


@pytest.mark.parametrize(
    ("method", "path", "policy"),
    [("GET", "/secret", "no-store"), ("GET", "/missing", "no-store"), ("POST", "/posted", "private, no-cache")],
)
def test_other_answers_have_no_etag(app: Starlette, method: str, path: str, policy: str) -> None:
    answer = fetch(app, path, method, if_none_match="*")
    assert answer.headers["cache-control"] == policy
    assert "etag" not in answer.headers and answer.content


@pytest.mark.server
@pytest.mark.parametrize("accepted", ["gzip", "br"])
def test_a_large_answer_does_not_hold_up_the_others(app: Starlette, accepted: str) -> None:
    """5 MB of JSON take a core a tenth of a second to compress, in a thread: the loop's own share is a few ms."""
    large = JSONResponse(
        [{"path": f"/media/{number}.png", "hash": hash(str(number))} for number in range(100_000)]
    ).body
    gaps = list[float]()

    async def answer(_request: Request) -> Response:
        watch = asyncio.create_task(_look_up(gaps))
        asyncio.get_running_loop().call_later(1, watch.cancel)
        await asyncio.sleep(0.02)
        return Response(large, media_type="application/json")

    app.router.routes.append(Route("/large", answer))
    with served(app) as address:
        began = time.monotonic()
        got = exchange(address, get("/large", f"Accept-Encoding: {accepted}"))
        assert got.status == 200 and got.headers["content-encoding"] == accepted
        assert time.monotonic() - began < 60
    assert len(large) > 5_000_000
    assert len(gaps) > 10 and max(gaps) < 0.05, sorted(gaps)[-5:]


async def _look_up(gaps: list[float]) -> None:
    while True:
        before = time.thread_time()  # not the clock: other processes may have the core
        await asyncio.sleep(0.005)
        gaps.append(time.thread_time() - before)
