"""Receives the states of a session from a server, with the same stream and rules as the page."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator

import httpx
from httpx_sse import EventSource, ServerSentEvent

from app.cli.server_answers import (
    Document,
    WatchError,
    check_state,
    explain_refusal,
    limit_answer,
    read_document,
    refuse_answer,
)
from app.cli.stream_address import StreamAddress
from app.live import CompactDecoder

SILENCE_S = 5.0
"""A connection with no byte for this long is dead, because keepalives arrive every second."""

RECONNECT_S = 1.0

GARBLED_ANSWERS = 3
"""How many answers may break the rules of HTTP before the first state. A server that is killed breaks one off, too."""


def receive_states(address: StreamAddress) -> Iterator[Document | None]:
    """Iterate over the states of the session up to its terminal one, with None whenever the connection was lost.

    Raises `WatchError` if the server refuses, and if there is no such session or no Headrace server.
    """
    return _receive_states(_create_client(address), address)


def _receive_states(client: httpx.Client, address: StreamAddress) -> Iterator[Document | None]:
    decoder, last_id, garbled = CompactDecoder(), "", 0
    with client:
        while not decoder.has_ended:
            try:
                for event in _receive_events(client, address, last_id):
                    last_id = event.id if _is_sendable(event.id) else last_id
                    document = _apply(decoder, event, address.url)
                    if document is not None and event.event != "keepalive":
                        yield document
                    if decoder.has_ended:
                        return
            except httpx.RemoteProtocolError as error:
                garbled += decoder.document is None
                if garbled == GARBLED_ANSWERS:
                    raise WatchError(f"{address.url} is not a Headrace server: its answer is not HTTP") from error
                yield None
            except httpx.TransportError:
                yield None
            time.sleep(RECONNECT_S)


def _create_client(address: StreamAddress) -> httpx.Client:
    # Without compression, the length of an answer is known before it is decoded.
    headers, hooks = {"Accept-Encoding": "identity", **address.headers()}, {"response": [limit_answer]}
    try:
        return httpx.Client(base_url=address.url, timeout=SILENCE_S, headers=headers, event_hooks=hooks)
    except (ValueError, httpx.InvalidURL) as error:
        raise WatchError(
            f"the proxy that is set in the environment for {address.url} cannot be used: {error}"
        ) from error


def _receive_events(client: httpx.Client, address: StreamAddress, last_id: str) -> Iterator[ServerSentEvent]:
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
    name = address.path_name
    with client.stream("GET", f"/api/ingest/stream/{name}", params={"format": "compact"}, headers=headers) as response:
        if response.status_code == 200:
            if response.headers.get("Content-Type", "").partition(";")[0].strip() != "text/event-stream":
                raise refuse_answer(response)
            yield from EventSource(response).iter_sse()
            return
        if response.status_code != 204:
            raise WatchError(explain_refusal(response))
    with client.stream("GET", f"/api/ingest/status/{name}") as response:
        if response.status_code != 200:
            raise WatchError(explain_refusal(response))
        snapshot = json.dumps(read_document(response))
    yield ServerSentEvent("snapshot", snapshot)
    yield ServerSentEvent("end", "{}")


def _is_sendable(event_id: str) -> bool:
    """Whether the id of an event can be sent back in a header."""
    return event_id != "" and event_id.isascii() and event_id.isprintable()


def _apply(decoder: CompactDecoder, event: ServerSentEvent, url: str) -> Document | None:
    """Return the state after the event, a copy; None before the first. Raises `WatchError` when it is not a state."""
    try:
        document = decoder.apply(event.event, event.data)
        if document is not None or event.event == "snapshot":
            check_state(document)
        return copy.deepcopy(document)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise WatchError(
            f"{url} does not send the states of a session; check the address, and install the version of "
            "Headrace that the server has"
        ) from error
