"""The page that checks the connection from the browser."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app import __version__
from app.routers.documents.access import caller_document
from app.routers.shared.authentication import PrincipalDep
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["health"])


@router.get("/connection", response_class=HTMLResponse, summary="Open the page that checks the connection")
async def page(request: Request, principal: PrincipalDep, services: ServicesDep) -> Response:
    config = {"version": __version__, "caller": caller_document(principal)}
    return services.templates.TemplateResponse(request, "connection.html", {"page": config})
