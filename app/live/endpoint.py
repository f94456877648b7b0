"""The stream's endpoint: raw ASGI, because a route of the framework costs each open connection twice its memory.

GET opens the stream; HEAD answers like it without a body; OPTIONS names the methods. Everything else is an error in the
one shape all errors have: `{"error": {"code", "message", "cure"}}`.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import structlog

from app.domain.progress import TERMINAL, Progress
from app.live.channel import COMPACT, PLAIN, Channel, SubscribeOptions
from app.live.connections import GeneratorConnection
from app.live.format.compact_encoder import base36, snapshot_data
from app.live.format.status_document import to_json
from app.live.hijack import hijack
from app.live.hub import Hub

log = structlog.get_logger(__name__)

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Headers: TypeAlias = list[tuple[bytes, bytes]]

ALLOWED = b"GET, HEAD, OPTIONS"
RETRY_AFTER = (b"retry-after", b"5")


@dataclass(frozen=True, slots=True)
class Gone:
    """What `resolve` answers for a session that was deleted."""


Resolve: TypeAlias = Callable[[str], Awaitable[Progress | Gone | None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response that is no stream. Without an error it has no body."""

    status: int
    code: str = ""
    message: str = ""
    cure: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def body(self) -> bytes:
        if not self.code:
            return b""
        return to_json({"error": {"code": self.code, "message": self.message, "cure": self.cure}})


HAS_ITS_END = Answer(204)
"""The client has the terminal event, or the session ended long ago: a browser stops to reconnect."""


class StreamEndpoint:
    """ASGI app for `GET …/stream/{session_id}`; `resolve` finds the sessions that the hub does not hold."""

    def __init__(self, hub: Hub, resolve: Resolve) -> None:
        self._hub = hub
        self._resolve = resolve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method: str = scope["method"]
        if method == "OPTIONS":
            await _answer(send, Answer(204, headers=((b"allow", ALLOWED),)))
        elif method not in ("GET", "HEAD"):
            await self._refuse(send, _not_allowed(method))
        else:
            await self._stream(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        session_id: str = scope["path_params"]["session_id"]
        wish = _wish(scope)
        found = await self._find(session_id, wish)
        if isinstance(found, Answer):
            await self._refuse(send, found, with_body=scope["method"] == "GET")
            return
        await send({"type": "http.response.start", "status": 200, "headers": _stream_headers(wish)})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
        elif (wire := hijack(receive, self._hub.settings.stale_s)) is not None:
            found.join(wire, wish)
        else:
            await _through_public_asgi(found, wish, receive, send)

    async def _find(self, session_id: str, wish: SubscribeOptions) -> Channel | Answer:
        """The channel to join, or what to answer instead."""
        if self._hub.is_stopping:
            return _stopping()
        channel = self._hub.channel(session_id)
        if channel is None:
            found = await self._resolved(session_id, wish)
            if isinstance(found, Answer):
                return found
            channel = found
        if channel.is_end(wish.last_event_id):
            return HAS_ITS_END
        return self._over_limit(channel, wish) or channel

    async def _resolved(self, session_id: str, wish: SubscribeOptions) -> Channel | Answer:
        progress = None if self._hub.was_dropped(session_id) else await self._resolve(session_id)
        if self._hub.was_dropped(session_id) or isinstance(progress, Gone):
            return _gone(session_id)
        if (channel := self._hub.channel(session_id)) is not None:
            return channel
        if progress is None:
            return _unknown(session_id)
        if progress.status not in TERMINAL:
            return self._hub.open(progress)
        if not wish.last_event_id:
            return HAS_ITS_END
        # It has watched this session and may have missed its end: it gets the last state, under an id that
        # depends on nothing but that state, so that it gets it once whichever server answers.
        return self._hub.apart(progress, f"z{base36(zlib.crc32(snapshot_data(progress)))}")

    def _over_limit(self, channel: Channel, wish: SubscribeOptions) -> Answer | None:
        settings = self._hub.settings
        if self._hub.attendance.from_address(wish.address) >= settings.max_streams_per_address:
            return _too_many_of_address(settings.max_streams_per_address)
        if channel.watchers >= settings.max_streams_per_session:
            return _too_many_of_session(settings.max_streams_per_session)
        return None

    async def _refuse(self, send: Send, answer: Answer, *, with_body: bool = True) -> None:
        self._hub.metrics.refused.labels(str(answer.status)).inc()
        await _answer(send, answer, with_body=with_body)


async def _through_public_asgi(channel: Channel, wish: SubscribeOptions, receive: Receive, send: Send) -> None:
    """The request's own task sends; a second one waits for the client to go."""
    wire = GeneratorConnection()
    channel.join(wire, wish)
    watch = asyncio.create_task(_until_disconnected(receive, wire))
    reason = "cut"
    try:
        async for part in wire.event_generator():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except OSError:
        reason = "reset"
    finally:
        watch.cancel()
        wire.lost(reason)


async def _until_disconnected(receive: Receive, wire: GeneratorConnection) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    wire.lost("disconnected")


async def _answer(send: Send, answer: Answer, *, with_body: bool = True) -> None:
    body = answer.body
    headers: Headers = list(answer.headers)
    if answer.code:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode("ascii"))]
    headers.append((b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body if with_body else b""})


def _wish(scope: Scope) -> SubscribeOptions:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    headers = dict(scope["headers"])
    form = COMPACT if query.get("format") == ["compact"] else PLAIN
    client = scope.get("client")
    return SubscribeOptions(
        form=form,
        gzip=form == COMPACT and _accepts_gzip(headers.get(b"accept-encoding", b"")),
        last_event_id=headers.get(b"last-event-id", b"").decode("latin-1") or query.get("last_event_id", [""])[0],
        address=client[0] if client else "",
    )


def _accepts_gzip(accepted: bytes) -> bool:
    """RFC 9110, 12.5.3, as far as gzip is concerned: named, and not with weight 0."""
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return weight.replace(" ", "").removeprefix("q=") not in ("0", "0.0", "0.00", "0.000")
    return False


def _stream_headers(wish: SubscribeOptions) -> Headers:
    headers: Headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-cache"),
        (b"connection", b"keep-alive"),
        (b"x-accel-buffering", b"no"),
    ]
    if wish.gzip:
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
    return headers


def _not_allowed(method: str) -> Answer:
    return Answer(
        405,
        "method_not_allowed",
        f"{method} is not possible on a stream.",
        "Open it with GET.",
        headers=((b"allow", ALLOWED),),
    )


def _unknown(session_id: str) -> Answer:
    return Answer(
        404,
        "unknown_session",
        f"There is no session {session_id}.",
        "GET /api/ingest/sessions lists the sessions there are.",
    )


def _gone(session_id: str) -> Answer:
    return Answer(
        410,
        "deleted_session",
        f"Session {session_id} was deleted.",
        "GET /api/ingest/sessions lists the sessions there are.",
    )


def _stopping() -> Answer:
    return Answer(503, "stopping", "The server is stopping.", "Try again in a few seconds.", headers=(RETRY_AFTER,))


def _too_many_of_address(limit: int) -> Answer:
    return Answer(
        429,
        "too_many_streams_from_address",
        f"Your address has {limit} open streams, which is the limit.",
        "Close some, or raise the setting streams_per_address.",
        headers=(RETRY_AFTER,),
    )


def _too_many_of_session(limit: int) -> Answer:
    return Answer(
        503,
        "too_many_streams_of_session",
        f"The session has {limit} open streams, which is the limit.",
        "Close some, or raise the setting streams_per_session; GET /api/ingest/status/{session_id} answers meanwhile.",
        headers=(RETRY_AFTER,),
    )
