"""How requests and streams of a client arrive, and what its proxy does to them."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from app.domain.connection.diagnosis import Observations, diagnose
from app.domain.connection.remedies import recognize_proxy
from app.routers.connection.test_stream import TestStreams
from app.routers.documents.server import (
    ConnectionDocument,
    DiagnosisDocument,
    connection_document,
    diagnosis_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import ApiError, errors

router = APIRouter(prefix="/api/ingest", tags=["health"])

HOST_LENGTH = 300
EVENTS_MOST = 200
SECONDS_MOST = 3600.0
BUSY_S = 5

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "The events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""Those of the live stream (`app/live/endpoint.py`), so that a proxy treats both alike."""

HostText = Annotated[str, Query(max_length=HOST_LENGTH, description="Host with port, as the client wrote it.")]
Scheme = Annotated[
    str, Query(pattern="^https?$", max_length=5, description="`http` or `https`, as the client wrote it.")
]
Count = Annotated[int, Query(ge=0, le=EVENTS_MOST)]
Seconds = Annotated[float, Query(ge=0, le=SECONDS_MOST)]
Milliseconds = Annotated[float, Query(ge=0, le=SECONDS_MOST * 1000)]


@router.get("/connection", summary="See how a request arrives", response_model=ConnectionDocument)
async def connection(request: Request) -> SurrogateSafeJSONResponse:
    """What the server sees of the client's request behind all proxies, and the time by the server's clock."""
    return SurrogateSafeJSONResponse(connection_document(request, time.time()), headers={"Cache-Control": "no-store"})


@router.get(
    "/stream/test-events",
    summary="Receive test events",
    response_class=Response,
    responses=EVENT_STREAM | errors("too_many_test_streams", "invalid_request"),
)
async def test_events(
    request: Request,
    events: Annotated[int, Query(ge=1, le=EVENTS_MOST, description="Events in quick succession.")] = 40,
    every_ms: Annotated[int, Query(ge=10, le=1000, description="Time between two of them, in milliseconds.")] = 50,
    quiet_s: Annotated[float, Query(ge=0, le=120, description="Silence before one more event, in seconds.")] = 0,
) -> StreamingResponse:
    """Server-Sent Events, below the path of the live stream and with its headers. Each carries its number and when it
    was sent (`at`, in Unix seconds). There are no keepalives."""
    streams: TestStreams = request.app.state.test_streams
    if streams.is_full:
        raise ApiError(
            "too_many_test_streams", "Others try their connection now.", "Try again in a moment.", retry_after_s=BUSY_S
        )
    sent = streams.send(events, every_ms / 1000, quiet_s)
    return StreamingResponse(sent, media_type="text/event-stream", headers=STREAM_HEADERS)


@router.get(
    "/connection/problems",
    summary="Get what is wrong with a connection",
    response_model=DiagnosisDocument,
    responses=errors("invalid_request"),
)
async def problems(
    request: Request,
    scheme: Scheme,
    host: HostText,
    server: Annotated[str, Query(max_length=HOST_LENGTH, description="`Server` header of an answer.")] = "",
    via: Annotated[str, Query(max_length=HOST_LENGTH, description="`Via` header of an answer.")] = "",
    protocol: Annotated[str, Query(max_length=20, description="`http/1.1`, `h2`, `h3`, or empty.")] = "",
    shares_streams: Annotated[bool, Query(description="Whether tabs can share a stream.")] = False,
    sent: Annotated[Count, Query(description="Test events that were asked for.")] = 0,
    arrived: Annotated[Count, Query(description="Test events that arrived.")] = 0,
    sent_over_s: Annotated[Seconds, Query(description="From the first to the last, at the server.")] = 0,
    arrived_over_s: Annotated[Seconds, Query(description="From the first to the last, at the client.")] = 0,
    first_after_s: Annotated[Seconds, Query(description="From the request to the first.")] = 0,
    delay_ms: Annotated[Milliseconds, Query(description="Half took no longer from server to client.")] = 0,
    network_ms: Annotated[Milliseconds, Query(description="Half of the fastest answer.")] = 0,
    quiet_s: Annotated[Seconds, Query(description="Silence that was asked for.")] = 0,
    cut_after_s: Annotated[
        float | None, Query(ge=0, le=SECONDS_MOST, description="When the silent stream broke off.")
    ] = None,
) -> SurrogateSafeJSONResponse:
    """Judges what a client measured with test events. Nothing is stored."""
    seen = Observations(
        scheme=scheme,
        host=host,
        scheme_seen=request.url.scheme,
        host_seen=request.headers.get("host", ""),
        protocol=protocol,
        shares_streams=shares_streams,
        sent=sent,
        arrived=arrived,
        sent_over_s=sent_over_s,
        arrived_over_s=arrived_over_s,
        first_after_s=first_after_s,
        delay_ms=delay_ms,
        network_ms=network_ms,
        quiet_s=quiet_s,
        cut_after_s=cut_after_s,
    )
    proxy = recognize_proxy({"server": server, "via": via})
    return SurrogateSafeJSONResponse(diagnosis_document(diagnose(seen), proxy), headers={"Cache-Control": "no-store"})
