"""What a guest link shows: its page, and the session or the search behind it. The middleware has checked the link."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from app import __version__
from app.access import prove_shown, was_shown
from app.catalog import GuestLink, LibraryFile
from app.domain.client_rules import client_rules
from app.ingest.review.file_views import Window
from app.live import StreamEndpoint, status_document
from app.routers.documents.base import Json
from app.routers.documents.guest import GuestPageDocument, guest_page_document
from app.routers.documents.status import StatusDocument
from app.routers.shared.answers import THUMBNAIL_HEADERS, SurrogateSafeJSONResponse
from app.routers.shared.authentication import AddressDep, GuestLinkDep, principal_of
from app.routers.shared.errors import EXPIRED_LINK, ApiError, error_response, errors
from app.routers.shared.library_parameters import LibraryParameters
from app.routers.shared.parameters import FileId, LinkSecret, Offset, ViewToken
from app.routers.shared.rollout_place import keep_place, rollout_config, rollout_place
from app.routers.shared.services import ServicesDep

STREAM_PATH = "/guest/{secret}/stream"
GUEST_PAGE_SIZE = 60


router = APIRouter(prefix="/guest/{secret}", tags=["guests"])


class GuestStream:
    """The ASGI app of a guest's stream: the stream of the session that the link shows."""

    def __init__(self, stream: StreamEndpoint) -> None:
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        link: GuestLink | None = scope["state"]["guest_link"]
        if link is None or link.session_id is None:
            await _nothing_here()(scope, receive, send)
            return
        scope["path_params"] = {"session_id": link.session_id}
        await self._stream(scope, receive, send)


@router.get("", response_class=HTMLResponse, summary="Open a guest link", responses=EXPIRED_LINK)
async def page(request: Request, secret: LinkSecret, link: GuestLinkDep, services: ServicesDep) -> Response:
    """Shows the session's progress, or what the search finds."""
    place = rollout_place(request)
    config: Json = {
        "version": __version__,
        "rules": client_rules(),
        "secret": secret,
        "shows": "nothing",
        "rollout": rollout_config(services, place),
    }
    if link is not None:
        config |= {"shows": "search" if link.session_id is None else "session", "expires_at": link.expires_at}
    response = services.templates.TemplateResponse(
        request,
        "guest.html",
        {"page": config},
        headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
        status_code=200 if link is not None else 404,
    )
    keep_place(response, place)
    return response


@router.get(
    "/status",
    summary="Get the status of the session that a guest link shows",
    response_model=StatusDocument,
    responses=errors("unknown_session", "deleted_session", "unknown_guest_link", "database_away"),
)
async def status(
    request: Request, link: GuestLinkDep, address: AddressDep, services: ServicesDep
) -> SurrogateSafeJSONResponse:
    if link is None or link.session_id is None:
        raise _no_such_thing("session")
    answer = SurrogateSafeJSONResponse(status_document(await services.sessions.progress(link.session_id)))
    services.pollers.note(link.session_id, principal_of(request), address, len(answer.body))
    return answer


@router.get(
    "/files",
    summary="List the files that a guest link shows",
    response_model=GuestPageDocument,
    responses=errors("unknown_guest_link", "invalid_request", "invalid_query", "database_away"),
)
async def files(
    secret: LinkSecret,
    link: GuestLinkDep,
    services: ServicesDep,
    view: ViewToken = "new",
    offset: Offset = 0,
) -> SurrogateSafeJSONResponse:
    """One page of what the search finds, from a place in it, without the folders of the files."""
    if link is None or link.query is None:
        raise _no_such_thing("search")
    search = LibraryParameters(**json.loads(link.query))
    window = Window(view or "new", offset, limit=GUEST_PAGE_SIZE)
    found = await services.library_files.window(search.query(), window)

    def thumbnail_of(file: LibraryFile) -> str:
        return f"/guest/{secret}/files/{file.file_id}/thumbnail?proof={prove_shown(link, file.file_id)}"

    return SurrogateSafeJSONResponse(await asyncio.to_thread(guest_page_document, found, thumbnail_of))


@router.get(
    "/files/{file_id}/thumbnail",
    summary="Get the thumbnail of a file that a guest link shows",
    response_class=Response,
    responses=errors("unknown_guest_link", "no_thumbnail", "invalid_request", "database_away"),
)
async def thumbnail(
    file_id: FileId,
    link: GuestLinkDep,
    services: ServicesDep,
    proof: Annotated[
        str, Query(max_length=64, description="The proof in the thumbnail's address, as `files` returns it.")
    ] = "",
) -> Response:
    """Only of files that the link has shown."""
    if link is None or link.query is None or not was_shown(link, file_id, proof):
        raise _no_such_thing("file")
    found = await services.catalog.library.thumbnail(file_id)
    if found is None:
        raise ApiError("no_thumbnail", f"File {file_id} has no thumbnail.", "An undo may have removed the file.")
    return Response(found.data, media_type=found.media_type, headers=THUMBNAIL_HEADERS)


def _no_such_thing(what: str) -> ApiError:
    return ApiError("unknown_guest_link", f"This link shows no such {what}.", "Open the link that was sent to you.")


def _nothing_here() -> Response:
    error = _no_such_thing("session")
    return error_response(error.status, error.code, error.message, error.cure)
