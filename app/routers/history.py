"""The history: every session that the server keeps."""

from __future__ import annotations

from math import isfinite
from typing import Annotated

from fastapi import APIRouter, Query

from app.catalog import SessionKey
from app.routers.documents.sessions import HistoryDocument, history_document
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["history"])


@router.get(
    "/api/ingest/sessions",
    summary="List sessions, newest first",
    response_model=HistoryDocument,
    responses=errors("invalid_request", "database_away"),
)
async def sessions(
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=500, description="At most this many sessions.")] = 50,
    after: Annotated[str | None, Query(max_length=64, description="The `next` of the previous page.")] = None,
) -> SurrogateSafeJSONResponse:
    """Each session has its parameters, counts, runs, causes of failure and rate over time."""
    page = await services.sessions.history(limit, None if after is None else _key(after))
    return SurrogateSafeJSONResponse(history_document(page))


def _key(after: str) -> SessionKey:
    created, _, number = after.rpartition("-")
    try:
        key = SessionKey(float(created), int(number))
        if not (isfinite(key.created_at) and 0 < key.number < 2**63):
            raise ValueError(after)
    except ValueError:
        raise ApiError(
            "invalid_request",
            f"after is {after!r}, which is not the position of a page.",
            "Use the value of `next` from the previous page.",
        ) from None
    return key
