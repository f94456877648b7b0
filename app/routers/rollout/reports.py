"""What pages report: numbers once a minute, and that a user sees no live progress."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from app.rollout import Ending, LiveIsOff, PageReport, TooManyReportsError, Transport
from app.routers.shared.authentication import AddressDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import RequestBody
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["rollout"])

MONTH_S = 31 * 24 * 3600
COUNT_MAX = 1000
DELAYS_MAX = 50
DELAY_MAX_MS = 60_000

Line = Literal["connecting", "connected", "reconnecting", "disconnected", "polling"]
EventName = Literal["", "snapshot", "message", "failure", "end", "keepalive", "rollout", "status"]


class BeaconRequest(RequestBody):
    """What a page has seen since its last report. Numbers only."""

    transport: Transport
    ending: Ending | None = Field(default=None, description="Why it stopped following; null: it still follows.")
    followed_s: float = Field(ge=0, le=MONTH_S, description="For how long it has followed the session, in seconds.")
    failures: int = Field(ge=0, le=COUNT_MAX, strict=True, description="Times the connection was lost.")
    reconnects: int = Field(ge=0, le=COUNT_MAX, strict=True, description="Times it was there again.")
    to_screen_ms: list[Annotated[float, Field(ge=0, le=DELAY_MAX_MS)]] = Field(
        max_length=DELAYS_MAX, description="A sample of the times from a change to its pixels, in milliseconds."
    )


class FeedbackRequest(RequestBody):
    """What a page knows of its connection. No name and no id."""

    transport: Transport
    line: Line = Field(description="The state of the connection, as the page shows it.")
    ready_state: int | None = Field(
        ge=0, le=2, description="`EventSource.readyState`. Null: the page polls, or another tab has the connection."
    )
    last_event: EventName = Field(description="Name of the last event; empty if there was none.")
    since_ms: float | None = Field(ge=0, le=MONTH_S * 1000, description="Milliseconds since the last event.")


def client_of(principal: PrincipalDep, address: AddressDep) -> str:
    return f"{principal.name}\n{address}"


ClientDep = Annotated[str, Depends(client_of)]
REPORT_ERRORS = errors("http_error", "invalid_request", "too_many_reports", "database_away")


@router.post("/api/beacon", status_code=204, summary="Report what a page has seen", responses=REPORT_ERRORS)
async def beacon(body: BeaconRequest, client: ClientDep, services: ServicesDep) -> Response:
    """Sent by `navigator.sendBeacon`. It only adds to the metrics, by transport."""
    report = PageReport(**dict(body))
    try:
        services.page_reports.take(client, report)
    except TooManyReportsError as error:
        raise _too_many(error) from error
    return Response(status_code=204)


@router.post("/api/live-feedback", status_code=204, summary="Say that live is off", responses=REPORT_ERRORS)
async def live_feedback(body: FeedbackRequest, client: ClientDep, services: ServicesDep) -> Response:
    """Sent when a user presses the button at the live badge. It is counted, and goes into the log."""
    try:
        services.page_reports.take_feedback(client, LiveIsOff(**dict(body)))
    except TooManyReportsError as error:
        raise _too_many(error) from error
    return Response(status_code=204)


def _too_many(error: TooManyReportsError) -> ApiError:
    return ApiError(
        "too_many_reports",
        "This was reported several times just now, so it was not noted again.",
        "Try again in a minute.",
        retry_after_s=error.retry_after_s,
    )
