"""The files of a session, and their keywords."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from app.catalog import MAX_PAGE_SIZE, FileQuery
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome
from app.ingest.review.file_views import Window
from app.routers.documents.preview import FilePageDocument, file_page_document, file_window_document
from app.routers.documents.sessions import KeywordsDocument, keywords_document
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import session_errors
from app.routers.shared.parameters import (
    SEARCH_LENGTH,
    Around,
    Keyword,
    KeywordLimit,
    Offset,
    SessionId,
    StackKey,
    ViewToken,
)
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest")


@router.get(
    "/session/{session_id}/files",
    summary="List the files of a session",
    response_model=FilePageDocument,
    responses=session_errors(),
    tags=["preview"],
)
async def files(
    session_id: SessionId,
    services: ServicesDep,
    page: Annotated[int, Query(ge=1, le=1_000_000, description="Number of the page, from 1.")] = 1,
    page_size: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="Files per page.")] = 60,
    outcome: Annotated[Outcome | None, Query(description="Only files whose reading ended like this.")] = None,
    nsfw: Annotated[bool | None, Query(description="Only files that are NSFW, or only those that are not.")] = None,
    warnings: Annotated[bool | None, Query(description="Only files with warnings, or only those without.")] = None,
    pixels_read: Annotated[bool | None, Query(description="Only files whose pixels were read, or not read.")] = None,
    keyword: Annotated[Keyword | None, Query(description="Only files with exactly this keyword.")] = None,
    q: Annotated[
        str | None,
        Query(
            max_length=SEARCH_LENGTH,
            description="Only files with this text in path, prompt, model, a keyword or the reason why they failed, in "
            "any case.",
        ),
    ] = None,
    relation: Annotated[
        Relation | None, Query(description="Only files with this relation; `gone` lists library files.")
    ] = None,
    choice: Annotated[Choice | None, Query(description="Only files with this choice.")] = None,
    edited: Annotated[bool | None, Query(description="Only files that the user changed, or only others.")] = None,
    fold: Annotated[bool, Query(description="Only one file of each stack.")] = False,
    stack: Annotated[StackKey | None, Query(description="Only the files of this stack, by its key.")] = None,
    every_file: Annotated[
        bool,
        Query(
            description="List every file that matches. Otherwise files that are one item (RAW + JPEG, Live Photo) are"
            " listed by their main file, and each filter is met by any of them."
        ),
    ] = False,
    sort: Annotated[
        Literal["path", "size", "score", "nsfw", "captured_at", "outcome"],
        Query(description="Sort by this field. Files without a value come last."),
    ] = "path",
    order: Annotated[Literal["asc", "desc"], Query(description="Ascending or descending.")] = "asc",
    view: ViewToken = None,
    offset: Offset = 0,
    around: Around = None,
) -> SurrogateSafeJSONResponse:
    """A file must match all the filters. Each is shown beside the library file that it relates to. With `view`, the
    answer begins at a place, and `page` does not matter."""
    query = FileQuery(
        page=page,
        page_size=page_size,
        outcome=outcome,
        nsfw=nsfw,
        warnings=warnings,
        pixels_read=pixels_read,
        keyword=keyword,
        q=q,
        relation=None if relation is Relation.GONE else relation,
        choice=choice,
        edited=edited,
        fold=fold,
        stack=stack,
        every_file=every_file,
        sort=sort,
        order=order,
    )
    of_gone = relation is Relation.GONE
    if view is not None:
        window = Window(view, offset, around, page_size)
        part = await services.preview_files.window(session_id, query, window, of_gone=of_gone)
        return SurrogateSafeJSONResponse(await asyncio.to_thread(file_window_document, page_size, part))
    find = services.preview_files.gone_page if of_gone else services.preview_files.page
    found = await find(session_id, query)
    return SurrogateSafeJSONResponse(await asyncio.to_thread(file_page_document, page, page_size, found))


@router.get(
    "/session/{session_id}/keywords",
    summary="List the keywords that a session found",
    response_model=KeywordsDocument,
    responses=session_errors(),
    tags=["results"],
)
async def keywords(
    session_id: SessionId, services: ServicesDep, limit: KeywordLimit = 100
) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(keywords_document(await services.sessions.keywords(session_id, limit)))
