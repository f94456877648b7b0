"""Whether the server works and what it can do."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app import __version__
from app.routers.documents.server import AliveDocument, CapabilitiesDocument, ReadyDocument, uploads_document
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import errors
from app.routers.shared.services import ServicesDep

router = APIRouter()

METRICS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The metrics.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


@router.get("/healthz", summary="Check that the process answers", response_model=AliveDocument, tags=["health"])
async def healthz() -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    summary="Check that the database answers, too",
    response_model=ReadyDocument,
    tags=["health"],
    responses=errors("database_away"),
)
async def readyz(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Answers 503 with the reason while the database cannot be used."""
    await asyncio.to_thread(services.catalog.check)
    return SurrogateSafeJSONResponse({"status": "ready"})


@router.get("/metrics", summary="Get Prometheus metrics", response_class=Response, responses=METRICS, tags=["health"])
async def metrics(request: Request) -> Response:
    text = await asyncio.to_thread(generate_latest, request.app.state.metrics)  # takes 10 ms with all routes in use
    return Response(text, media_type=CONTENT_TYPE_LATEST)


@router.get(
    "/api/ingest/capabilities",
    summary="Get what this server can do",
    response_model=CapabilitiesDocument,
    tags=["ingest"],
)
async def capabilities(services: ServicesDep) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(
        {"version": __version__, "nsfw": asdict(services.nsfw), "uploads": uploads_document(services.uploads)}
    )
