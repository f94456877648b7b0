"""How many percent of the browsers stream."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from app.access import Action
from app.routers.documents.base import Json, ResponseDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep
from app.routers.shared.errors import errors
from app.routers.shared.parameters import RequestBody
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(tags=["rollout"])

PERCENT = "Percentage of browsers that use streaming; the others poll."


class RolloutPercentDocument(ResponseDocument):
    percent: int = Field(ge=0, le=100, description=PERCENT)


class RolloutDocument(RolloutPercentDocument):
    changed_at: float | None = Field(
        description="When it was changed last, in Unix seconds. Null: never, so STREAMING_ROLLOUT_PERCENT counts."
    )


class RolloutRequest(RequestBody):
    percent: int = Field(ge=0, le=100, strict=True, description=f"{PERCENT} 0 is the rollback.", examples=[10])


@router.get("/api/rollout", summary="Get how many browsers stream", response_model=RolloutPercentDocument)
async def percent(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """For pages without a working stream, guests' too: they ask every two seconds whether to change transport."""
    return SurrogateSafeJSONResponse({"percent": services.rollout.percent})


@router.get(
    "/api/admin/rollout",
    summary="Get the rollout",
    response_model=RolloutDocument,
    responses=errors("database_away"),
)
async def rollout(services: ServicesDep) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(_rollout_document(services))


@router.put(
    "/api/admin/rollout",
    summary="Change the rollout",
    response_model=RolloutDocument,
    responses=errors("http_error", "invalid_request", "database_away"),
)
async def change(body: RolloutRequest, services: ServicesDep, audit: AuditDep) -> SurrogateSafeJSONResponse:
    """Takes effect without a restart: open pages change transport within five seconds and lose no event."""
    before = services.rollout.percent
    await services.rollout.change(body.percent)
    await audit(Action.CHANGE_ROLLOUT, f"{body.percent} %", before=before)
    return SurrogateSafeJSONResponse(_rollout_document(services))


def _rollout_document(services: Services) -> Json:
    return {"percent": services.rollout.percent, "changed_at": services.rollout.changed_at}
