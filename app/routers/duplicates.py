"""Files of a session that are the same or look alike, also compared with the library."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from app.ingest.review.duplicates import DEFAULT_DISTANCE, DuplicateKind
from app.ingest.review.file_views import Window
from app.routers.documents.duplicates import DuplicatesDocument, duplicates_document
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import session_errors
from app.routers.shared.parameters import Offset, SessionId, ViewToken
from app.routers.shared.services import ServicesDep
from app.similar import MAX_DISTANCE

router = APIRouter(prefix="/api/ingest", tags=["results"])

PAGE_MAX = 60


@router.get(
    "/session/{session_id}/duplicates",
    summary="List files that are the same or look alike",
    response_model=DuplicatesDocument,
    responses=session_errors(),
)
async def duplicates(
    session_id: SessionId,
    services: ServicesDep,
    kind: Annotated[
        DuplicateKind,
        Query(description="`exact`: same bytes; `pixels`: same picture in different files; `near`: look alike."),
    ] = DuplicateKind.EXACT,
    distance: Annotated[
        int,
        Query(ge=0, le=MAX_DISTANCE, description="With `near`: bits of 64 in which perceptual hashes may differ."),
    ] = DEFAULT_DISTANCE,
    page: Annotated[int, Query(ge=1, le=1_000_000, description="Number of the page, from 1.")] = 1,
    page_size: Annotated[int, Query(ge=1, le=PAGE_MAX, description="Groups per page; with `view`, files.")] = 20,
    view: ViewToken = None,
    offset: Offset = 0,
) -> SurrogateSafeJSONResponse:
    """Compares the files of the session with each other and with the library. Files with `in_library` belong to the
    library. With `view`, the answer has the groups of `page_size` files from a place on, and `page` does not matter."""
    progress = await services.sessions.progress(session_id)
    if view is not None:
        window = Window(view, offset, limit=page_size)
        found = await services.duplicates.find_window(progress, kind, distance, window)
        return SurrogateSafeJSONResponse(await asyncio.to_thread(duplicates_document, kind, page, page_size, found))
    found = await services.duplicates.find_page(progress, kind, distance, page, page_size)
    return SurrogateSafeJSONResponse(await asyncio.to_thread(duplicates_document, kind, page, page_size, found))
