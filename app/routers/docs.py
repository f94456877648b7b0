"""The API description, and the page that shows it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app.routers.shared.services import ServicesDep

router = APIRouter()


@router.get("/docs", response_class=HTMLResponse, include_in_schema=False)
async def docs(request: Request, services: ServicesDep) -> Response:
    return services.templates.TemplateResponse(request, "docs.html")


@router.get("/openapi.json", include_in_schema=False)
def describe(request: Request) -> Response:
    """Not a coroutine: to build the description takes up to a second, in which the event loop would send nothing."""
    return JSONResponse(request.app.openapi())
