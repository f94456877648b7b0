"""The stream's endpoint. It is raw ASGI because a framework route would double the memory of each open connection.

GET opens the stream, HEAD returns the same headers without a body, OPTIONS lists the methods; any other method is
refused.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias
from urllib.parse import parse_qs

from app.domain.access import LOCAL, Principal
from app.domain.progress import TERMINAL, FileFailure, Progress
from app.live import responses
from app.live.asgi import Headers, Receive, Scope, Send
from app.live.channel import Channel
from app.live.connections import ClientConnection, GeneratorConnection
from app.live.hijack import hijack
from app.live.hub import Hub
from app.live.responses import CompleteResponse, send_response
from app.live.subscriber import COMPACT, PLAIN, SubscribeOptions


@dataclass(frozen=True, slots=True)
class Gone:
    """What `resolve` returns for a session that was deleted."""


Resolve: TypeAlias = Callable[[str], Awaitable[Progress | Gone | None]]
LoadFailures: TypeAlias = Callable[[str], Awaitable[Sequence[FileFailure]]]


class JoinedChannel(Protocol):
    """What a stream carries."""

    @property
    def watchers(self) -> int:
        """How many of its streams are open."""
        ...

    def join(self, connection: ClientConnection, options: SubscribeOptions) -> None: ...


class ChannelEndpoint(ABC):
    """The ASGI app for the stream of a channel. Those below it say which channel it is."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method: str = scope["method"]
        if method == "OPTIONS":
            await send_response(send, responses.LIST_METHODS)
        elif method not in ("GET", "HEAD"):
            await self._refuse(send, responses.refuse_method(method))
        else:
            await self._stream(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        options = _parse_options(scope)
        found = responses.STOPPING if self._hub.is_stopping else await self._find(scope, options)
        if isinstance(found, CompleteResponse):
            await self._refuse(send, found, with_body=scope["method"] == "GET")
            return
        await send({"type": "http.response.start", "status": 200, "headers": _stream_headers(options)})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
        elif (connection := hijack(receive, self._hub.settings.stale_s)) is not None:
            found.join(connection, options)
        else:
            await _stream_through_asgi(found, options, receive, send)

    @abstractmethod
    async def _find(self, scope: Scope, options: SubscribeOptions) -> JoinedChannel | CompleteResponse:
        """Return the channel to join, or the response to send instead."""

    def _check_limits(self, channel: JoinedChannel, options: SubscribeOptions) -> CompleteResponse | None:
        settings = self._hub.settings
        if self._hub.subscribers.count_from(options.address) >= settings.max_streams_per_address:
            return responses.refuse_address_over_limit(settings.max_streams_per_address)
        if channel.watchers >= settings.max_streams_per_session:
            return responses.refuse_session_over_limit(settings.max_streams_per_session)
        return None

    async def _refuse(self, send: Send, response: CompleteResponse, *, with_body: bool = True) -> None:
        self._hub.metrics.refused.labels(str(response.status)).inc()
        await send_response(send, response, with_body=with_body)


class LibraryStreamEndpoint(ChannelEndpoint):
    """The ASGI app for the stream of the library."""

    async def _find(self, scope: Scope, options: SubscribeOptions) -> JoinedChannel | CompleteResponse:
        return self._check_limits(self._hub.library, options) or self._hub.library


class StreamEndpoint(ChannelEndpoint):
    """The ASGI app for `GET …/stream/{session_id}`.

    `resolve` looks up sessions that the hub does not hold; it returns None for one that never existed. For a client
    that has watched such a session, `load_failures` returns its newest failures, in the order they were sent.
    """

    def __init__(self, hub: Hub, resolve: Resolve, load_failures: LoadFailures) -> None:
        super().__init__(hub)
        self._resolve = resolve
        self._load_failures = load_failures

    async def _find(self, scope: Scope, options: SubscribeOptions) -> JoinedChannel | CompleteResponse:
        session_id: str = scope["path_params"]["session_id"]
        channel = self._hub.channel(session_id)
        if channel is None:
            found = await self._find_outside_hub(session_id, options)
            if isinstance(found, CompleteResponse):
                return found
            channel = found
        if channel.is_terminal_id(options.last_event_id):
            return responses.NOTHING_MORE
        return self._check_limits(channel, options) or channel

    async def _find_outside_hub(self, session_id: str, options: SubscribeOptions) -> Channel | CompleteResponse:
        progress = None if self._hub.was_dropped(session_id) else await self._resolve(session_id)
        if self._hub.was_dropped(session_id) or isinstance(progress, Gone):
            return responses.refuse_deleted_session(session_id)
        if (channel := self._hub.channel(session_id)) is not None:
            return channel
        if progress is None:
            return responses.refuse_unknown_session(session_id)
        if progress.status not in TERMINAL:
            return self._hub.open(progress)
        if not options.last_event_id:
            return responses.NOTHING_MORE
        # This client has watched the session and may have missed its end, and failures before it.
        failures = await self._load_failures(session_id)
        return self._hub.channel(session_id) or self._hub.open_detached(progress, failures)


async def _stream_through_asgi(channel: JoinedChannel, options: SubscribeOptions, receive: Receive, send: Send) -> None:
    """Send from the request's own task, while a second task waits for the client to disconnect."""
    connection = GeneratorConnection()
    channel.join(connection, options)
    watch = asyncio.create_task(_wait_for_disconnect(receive, connection))
    reason = "cut"
    try:
        async for part in connection.event_generator():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except OSError:
        reason = "reset"
    finally:
        watch.cancel()
        connection.lost(reason)


async def _wait_for_disconnect(receive: Receive, connection: GeneratorConnection) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    connection.lost("disconnected")


def _parse_options(scope: Scope) -> SubscribeOptions:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    headers = dict(scope["headers"])
    format_name = COMPACT if query.get("format") == ["compact"] else PLAIN
    client = scope.get("client")
    caller: Principal = scope.get("state", {}).get("principal", LOCAL)
    return SubscribeOptions(
        format=format_name,
        gzip=format_name == COMPACT and _accepts_gzip(headers.get(b"accept-encoding", b"")),
        last_event_id=headers.get(b"last-event-id", b"").decode("latin-1") or query.get("last_event_id", [""])[0],
        address=client[0] if client else "",
        credential=caller.credential,
        who=caller.name,
    )


def _accepts_gzip(accepted: bytes) -> bool:
    """Return whether an Accept-Encoding header (RFC 9110, 12.5.3) names gzip, with a weight other than 0."""
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return weight.replace(" ", "").removeprefix("q=") not in ("0", "0.0", "0.00", "0.000")
    return False


def _stream_headers(options: SubscribeOptions) -> Headers:
    headers: Headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-cache"),
        (b"connection", b"keep-alive"),
        (b"x-accel-buffering", b"no"),
    ]
    if options.gzip:
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding")]
    return headers
