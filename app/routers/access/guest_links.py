"""Guest links: make them, list them, revoke them."""

from __future__ import annotations

import time
from typing import Annotated

import segno
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.access import Action
from app.routers.documents.access import (
    GuestLinksDocument,
    NewGuestLinkDocument,
    guest_link_document,
)
from app.routers.shared.answers import SECRET_HEADERS, SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors, session_errors
from app.routers.shared.library_parameters import LibraryParameters
from app.routers.shared.parameters import RequestBody, SessionIdText
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/guest-links", tags=["access"])

QR_SCALE = 6
"""Pixels of one module: about 300 for a link."""


class GuestLinkRequest(RequestBody):
    """What to share: a session, or a search."""

    session_id: SessionIdText | None = Field(default=None, description="Show the progress of this session.")
    search: LibraryParameters | None = Field(default=None, description="Show what this search finds.")
    days: int = Field(default=7, ge=1, le=365, description="Days after which the link expires.")


@router.get("", summary="List the guest links", response_model=GuestLinksDocument, responses=errors("database_away"))
async def guest_links(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Those that are valid. The links themselves are not kept."""
    found = await services.catalog.credentials.guest_links(time.time())
    return SurrogateSafeJSONResponse({"links": [guest_link_document(link) for link in found]})


@router.post(
    "",
    status_code=201,
    summary="Create a guest link",
    response_model=NewGuestLinkDocument,
    responses=session_errors("http_error", "invalid_request", "invalid_query"),
)
async def create(
    request: Request, body: GuestLinkRequest, principal: PrincipalDep, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Whoever has the link sees the progress of the session, or what the search finds, and nothing else."""
    links = services.access.guest_links
    if (body.session_id is None) == (body.search is None):
        raise ApiError(
            "invalid_request", "A guest link shows either a session or a search.", "Give session_id or search."
        )
    if body.session_id is not None:
        await services.sessions.progress(body.session_id)
        made = await links.share_session(body.session_id, principal.name, body.days)
    else:
        assert body.search is not None
        body.search.query()
        search = body.search.model_dump(exclude_defaults=True, exclude={"after", "limit"})
        made = await links.share_search(search, principal.name, body.days)
    url = str(request.base_url.replace(path=f"/guest/{made.secret}"))
    await audit(Action.CREATE_GUEST_LINK, body.session_id or "search", days=body.days, link=made.link.link_id)
    qr = segno.make(url, error="m").svg_data_uri(scale=QR_SCALE)
    answer = {"link": guest_link_document(made.link), "url": url, "qr": qr}
    return SurrogateSafeJSONResponse(answer, status_code=201, headers=SECRET_HEADERS)


@router.delete(
    "/{link_id}",
    status_code=204,
    summary="Revoke a guest link",
    responses=errors("unknown_credential", "invalid_request", "database_away"),
)
async def revoke(
    link_id: Annotated[int, Path(ge=1, lt=2**63, description="Id of the guest link.")],
    services: ServicesDep,
    audit: AuditDep,
) -> Response:
    """Streams that it has opened end within five seconds."""
    if not await services.catalog.credentials.revoke_guest_link(link_id):
        raise ApiError("unknown_credential", f"There is no guest link {link_id}.", "GET /api/guest-links lists them.")
    await audit(Action.REVOKE_GUEST_LINK, str(link_id))
    return Response(status_code=204)
