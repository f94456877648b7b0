"""The doors for whoever runs the server: is it alive, is it ready, what does it measure."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.routers.errors import ApiError
from app.routers.services import ServicesDep

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="The process answers")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz", summary="The database answers too")
async def readyz(services: ServicesDep) -> dict[str, str]:
    if not await asyncio.to_thread(services.catalog.is_healthy):
        raise ApiError(503, "database_away", "The database does not answer.", "Look at the server's log; try again.")
    return {"status": "ready"}


@router.get("/metrics", summary="Prometheus metrics", include_in_schema=True)
async def metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.metrics), media_type=CONTENT_TYPE_LATEST)
