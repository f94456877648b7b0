"""The door to a session's NSFW threshold: scores are stored, so moving it labels files anew and reads none."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.routers.ingest_v2 import session
from app.routers.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["ingest"])


class SessionChange(BaseModel):
    """What of a session may change after it was read."""

    model_config = ConfigDict(extra="forbid")

    nsfw_threshold: float = Field(ge=0, le=1, description="A score at or above it is NSFW.")


@router.patch("/session/{session_id}", summary="Move the NSFW threshold of a session that was read")
async def change(session_id: str, body: SessionChange, services: ServicesDep) -> dict[str, object]:
    """Answers like GET. Refused while the session runs, and once its verdicts are in the library."""
    await services.nsfw_threshold.move(session_id, body.nsfw_threshold)
    return await session(session_id, services)
