"""Receives the states of a session from a server, with the same stream and rules as the page."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
from httpx_sse import EventSource, ServerSentEvent

from app.live import CompactDecoder

SILENCE_S = 5.0
"""A connection with no byte for this long is dead, because keepalives arrive every second."""

RECONNECT_S = 1.0

Document = dict[str, Any]


class WatchError(RuntimeError):
    """The server refused the request; the text is its message."""


def receive_states(url: str, session_id: str) -> Iterator[Document | None]:
    """Yield each state of the session up to its terminal one, and None whenever the connection was lost.

    Raises `WatchError` if there is no such session or no Headrace server.
    """
    decoder, last_id = CompactDecoder(), ""
    with httpx.Client(base_url=url, timeout=SILENCE_S) as client:
        while not decoder.has_ended:
            try:
                for event in _receive_events(client, session_id, last_id):
                    last_id = event.id or last_id
                    document = decoder.apply(event.event, event.data)
                    if document is not None and event.event != "keepalive":
                        yield copy.deepcopy(document)
                    if decoder.has_ended:
                        return
            except httpx.TransportError:
                yield None
            time.sleep(RECONNECT_S)


def _receive_events(client: httpx.Client, session_id: str, last_id: str) -> Iterator[ServerSentEvent]:
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
    path = f"/api/ingest/stream/{session_id}"
    with client.stream("GET", path, params={"format": "compact"}, headers=headers) as response:
        if response.status_code == 200:
            yield from EventSource(response).iter_sse()
            return
        response.read()
    if response.status_code == 204:
        yield ServerSentEvent("snapshot", json.dumps(_parse_response(client.get(f"/api/ingest/status/{session_id}"))))
        yield ServerSentEvent("end", "{}")
    else:
        _parse_response(response)


def _parse_response(response: httpx.Response) -> Document:
    try:
        body = response.json()
    except ValueError:
        raise WatchError(f"{response.url} is not a Headrace server") from None
    if response.is_error:
        error = body.get("error", {})
        raise WatchError(f"{error.get('message', response.status_code)} {error.get('cure', '')}".strip())
    assert isinstance(body, dict)
    return body
