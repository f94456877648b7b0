"""The stream inspector: who is connected, and how."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from app.domain.access import Credential, CredentialKind
from app.live import Hub, OpenStream
from app.rollout import Poller, Transport
from app.routers.documents.base import Json, ResponseDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["rollout"])

DROPPED = "dropped"


class ClientDocument(ResponseDocument):
    """A client that follows a session, by a stream or by polling."""

    number: int | None = Field(description="Number of the stream; null for a client that polls.")
    transport: Transport
    who: str = Field(description="Name of the account, or of what the client is without one.")
    credential: CredentialKind = Field(description="How it proved who it is.")
    is_own: bool = Field(description="Whether the caller opened it. On a server without accounts all are one's own.")
    address: str = Field(description="The client's address.")
    session_id: str = Field(description="The session that it follows.")
    start: Literal["snapshot", "resumed"] | None = Field(
        description="Whether the stream began with the whole state, or resumed where it had been cut."
    )
    format: Literal["plain", "compact"] | None = Field(description="The stream's format. Pages use `compact`.")
    gzip: bool = Field(description="Whether the stream is compressed.")
    open_s: float = Field(description="How long it has been connected, or has polled, in seconds.")
    lag: int | None = Field(description="How many states behind it is; 0: it has everything. Null: it polls.")
    stalled_s: float = Field(description="For how long its connection has been full, in seconds; 0 if it is not.")
    quiet_s: float | None = Field(description="Seconds since it last asked; null for a stream.")
    bytes: int = Field(description="Bytes sent to it: as written, without TLS, or the bodies of the answers.")


class ClientsDocument(ResponseDocument):
    percent: int = Field(description="Percentage of browsers that use streaming.")
    clients: list[ClientDocument] = Field(description="Streams first, oldest first, then the clients that poll.")


@router.get(
    "/api/admin/streams",
    summary="List who follows a session",
    response_model=ClientsDocument,
    responses=errors("database_away"),
)
async def streams(request: Request, principal: PrincipalDep, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """All open streams of this server, and the clients that asked for a status more than once within five seconds."""
    caller, pollers = principal.credential, services.pollers
    found = [_stream_document(one, caller) for one in _hub_of(request).subscribers.describe(_now())]
    found += [_poller_document(one, caller, pollers.now()) for one in pollers.polling()]
    return SurrogateSafeJSONResponse({"percent": services.rollout.percent, "clients": found})


@router.delete(
    "/api/admin/streams/{number}",
    status_code=204,
    summary="Drop a stream of one's own",
    responses=errors("not_your_stream", "unknown_stream", "invalid_request", "database_away"),
)
async def drop(
    number: Annotated[int, Path(ge=1, lt=2**63, description="Number of the stream.")],
    request: Request,
    principal: PrincipalDep,
) -> Response:
    """Cuts the connection as a failing network would. The page reconnects and resumes; nothing is lost."""
    subscriber = _hub_of(request).subscribers.find(number)
    if subscriber is None:
        raise ApiError("unknown_stream", f"There is no open stream {number}.", "GET /api/admin/streams lists them.")
    if subscriber.credential != principal.credential:
        raise ApiError("not_your_stream", "Somebody else opened this stream.", "Drop a stream of your own.")
    subscriber.abort(DROPPED)
    return Response(status_code=204)


def _hub_of(request: Request) -> Hub:
    hub = request.app.state.hub
    assert isinstance(hub, Hub)
    return hub


def _now() -> float:
    return asyncio.get_running_loop().time()


def _stream_document(stream: OpenStream, caller: Credential) -> Json:
    options = stream.options
    return {
        "number": stream.number,
        "transport": Transport.STREAM,
        "who": options.who,
        "credential": options.credential.kind,
        "is_own": options.credential == caller,
        "address": options.address,
        "session_id": stream.session_id,
        "start": "resumed" if stream.resumed else "snapshot",
        "format": options.format,
        "gzip": options.gzip,
        "open_s": round(stream.open_s, 3),
        "lag": stream.lag,
        "stalled_s": round(stream.stalled_s, 3),
        "quiet_s": None,
        "bytes": stream.bytes,
    }


def _poller_document(poller: Poller, caller: Credential, now: float) -> Json:
    return {
        "number": None,
        "transport": Transport.POLL,
        "who": poller.who,
        "credential": poller.credential.kind,
        "is_own": poller.credential == caller,
        "address": poller.address,
        "session_id": poller.session_id,
        "start": None,
        "format": None,
        "gzip": False,
        "open_s": round(now - poller.first_at, 3),
        "lag": None,
        "stalled_s": 0.0,
        "quiet_s": round(now - poller.last_at, 3),
        "bytes": poller.bytes,
    }
