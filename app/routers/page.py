"""The Ingest V2 page."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import __version__
from app.domain.client_rules import client_rules
from app.readers.formats import KIND_BY_EXTENSION
from app.routers.documents.access import caller_document
from app.routers.documents.server import uploads_document
from app.routers.shared.authentication import PrincipalDep
from app.routers.shared.parameters import ProcessParameters
from app.routers.shared.rollout_place import keep_place, rollout_config, rollout_place
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["ingest"])


@router.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    return RedirectResponse("/ingest-v2")


@router.get("/ingest-v2", response_class=HTMLResponse, summary="Open the ingest page")
async def page(request: Request, principal: PrincipalDep, services: ServicesDep) -> Response:
    """The page leads through four steps: Configure → Process → Preview → Commit."""
    place = rollout_place(request)
    config = {
        "rollout": rollout_config(services, place),
        "version": __version__,
        "caller": caller_document(principal),
        "nsfw": asdict(services.nsfw),
        "defaults": ProcessParameters().model_dump(exclude={"directories", "directory"}),
        "roots": [str(folder) for folder in services.roots.folders],
        "uploads": uploads_document(services.uploads),
        "cluster": bool(services.machines.scheduler),
        "rules": client_rules(),
        "file_kinds": KIND_BY_EXTENSION,
    }
    response = services.templates.TemplateResponse(request, "ingest_v2.html", {"page": config})
    keep_place(response, place)
    return response
