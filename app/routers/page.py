"""The Ingest V2 page."""

from __future__ import annotations

import secrets
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import __version__
from app.domain.client_rules import client_rules
from app.routers.shared.answers import PAGE_POLICY
from app.routers.shared.parameters import ProcessParameters
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["ingest"])

ROLLOUT_COOKIE = "headrace_rollout"
ROLLOUT_COOKIE_AGE_S = 365 * 24 * 3600


@router.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    return RedirectResponse("/ingest-v2")


@router.get("/ingest-v2", response_class=HTMLResponse, summary="Open the ingest page")
async def page(request: Request, services: ServicesDep) -> Response:
    """The page leads through four steps: Configure → Process → Preview → Commit."""
    place = _rollout_place(request)
    config = {
        "transport": "stream" if place < services.rollout_percent else "poll",
        "version": __version__,
        "nsfw": asdict(services.nsfw),
        "defaults": ProcessParameters().model_dump(exclude={"directories", "directory"}),
        "roots": [str(folder) for folder in services.roots.folders],
        "rules": client_rules(),
    }
    response = services.templates.TemplateResponse(
        request, "ingest_v2.html", {"page": config}, headers={"Content-Security-Policy": PAGE_POLICY}
    )
    response.set_cookie(ROLLOUT_COOKIE, str(place), max_age=ROLLOUT_COOKIE_AGE_S, samesite="lax", httponly=True)
    return response


def _rollout_place(request: Request) -> int:
    """Return this browser's place in the rollout, 0–99. A cookie keeps it: a rising percentage only adds browsers."""
    kept = request.cookies.get(ROLLOUT_COOKIE, "")
    return int(kept) if kept.isascii() and kept.isdigit() and int(kept) < 100 else secrets.randbelow(100)
