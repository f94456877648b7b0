"""The files of a session, and the pictures of files: thumbnails and originals, of sessions and of the library."""

from __future__ import annotations

import asyncio
import mimetypes
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response

from app.catalog import MAX_PAGE_SIZE, FileQuery
from app.domain.preview import Choice, Relation
from app.domain.progress import Outcome
from app.domain.report import FileReport
from app.routers.documents.preview import FilePageDocument, file_page_document
from app.routers.documents.sessions import KeywordsDocument, keywords_document
from app.routers.shared.answers import THUMBNAIL_HEADERS, UNTRUSTED_FILE_HEADERS, SurrogateSafeJSONResponse
from app.routers.shared.errors import ApiError, errors, session_errors
from app.routers.shared.parameters import FileId, KeywordLimit, SessionId, StackKey
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest")

BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture.", "content": {"image/webp": BYTES, "image/jpeg": BYTES}}
}
WHOLE_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole file.", "content": {"image/*": BYTES, "video/*": BYTES}},
    206: {"description": "The bytes that the `Range` header names.", "content": {"image/*": BYTES, "video/*": BYTES}},
    416: {"description": "The file does not have the bytes that the `Range` header names."},
}


@router.get(
    "/session/{session_id}/files",
    summary="List the files of a session",
    response_model=FilePageDocument,
    responses=session_errors("invalid_request"),
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
    keyword: Annotated[str | None, Query(description="Only files with exactly this keyword.")] = None,
    q: Annotated[
        str | None, Query(description="Only files with this text in path, prompt, model or a keyword, in any case.")
    ] = None,
    relation: Annotated[
        Relation | None, Query(description="Only files with this relation; `gone` lists library files.")
    ] = None,
    choice: Annotated[Choice | None, Query(description="Only files with this choice.")] = None,
    edited: Annotated[bool | None, Query(description="Only files that the user changed, or only others.")] = None,
    fold: Annotated[bool, Query(description="Only one file of each stack.")] = False,
    stack: Annotated[StackKey | None, Query(description="Only the files of this stack, by its key.")] = None,
    sort: Annotated[
        Literal["path", "size", "score", "nsfw", "captured_at", "outcome"],
        Query(description="Sort by this field. Files without a value come last."),
    ] = "path",
    order: Annotated[Literal["asc", "desc"], Query(description="Ascending or descending.")] = "asc",
) -> SurrogateSafeJSONResponse:
    """A file must match all the filters. Each is shown beside the library file that it relates to."""
    query = FileQuery(
        page=page,
        page_size=page_size,
        outcome=outcome,
        nsfw=nsfw,
        warnings=warnings,
        keyword=keyword,
        q=q,
        relation=None if relation is Relation.GONE else relation,
        choice=choice,
        edited=edited,
        fold=fold,
        stack=stack,
        sort=sort,
        order=order,
    )
    find = services.preview_files.gone_page if relation is Relation.GONE else services.preview_files.page
    found = await find(session_id, query)
    return SurrogateSafeJSONResponse(await asyncio.to_thread(file_page_document, page, page_size, found))


@router.get(
    "/session/{session_id}/keywords",
    summary="List the keywords that a session found",
    response_model=KeywordsDocument,
    responses=session_errors("invalid_request"),
    tags=["results"],
)
async def keywords(
    session_id: SessionId, services: ServicesDep, limit: KeywordLimit = 100
) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(keywords_document(await services.sessions.keywords(session_id, limit)))


@router.get(
    "/file/{file_id}/thumbnail",
    summary="Get the thumbnail of a file of a session",
    response_class=Response,
    tags=["results"],
    responses=PICTURE | errors("no_thumbnail", "invalid_request", "database_away"),
)
async def thumbnail(file_id: FileId, services: ServicesDep) -> Response:
    """Only files that are ok have one."""
    found = await services.catalog.staging.thumbnail(file_id)
    if found is None:
        raise ApiError(
            "no_thumbnail",
            f"File {file_id} has no thumbnail.",
            "Only files that are ok have one. The file's session may have been deleted.",
        )
    return Response(found.data, media_type=found.media_type, headers=THUMBNAIL_HEADERS)


@router.get(
    "/file/{file_id}/original",
    summary="Download a file of a session",
    response_class=FileResponse,
    tags=["results"],
    responses=WHOLE_FILE | errors("unknown_file", "file_gone", "invalid_request", "database_away"),
)
async def original(file_id: FileId, services: ServicesDep) -> Response:
    """Only files inside a media root. Range requests are answered, so videos can be seeked."""
    file = await services.catalog.staging.file(file_id)
    if file is None:
        raise ApiError("unknown_file", f"There is no file {file_id}.", "Its session may have been deleted.")
    return await _original_response(services, file.report)


@router.get(
    "/library/{file_id}/thumbnail",
    summary="Get the thumbnail of a library file",
    response_class=Response,
    tags=["results"],
    responses=PICTURE | errors("no_thumbnail", "invalid_request", "database_away"),
)
async def library_thumbnail(file_id: FileId, services: ServicesDep) -> Response:
    found = await services.catalog.library.thumbnail(file_id)
    if found is None:
        raise ApiError(
            "no_thumbnail", f"Library file {file_id} has no thumbnail.", "An undo may have removed the file."
        )
    return Response(found.data, media_type=found.media_type, headers=THUMBNAIL_HEADERS)


@router.get(
    "/library/{file_id}/original",
    summary="Download a library file",
    response_class=FileResponse,
    tags=["results"],
    responses=WHOLE_FILE | errors("unknown_file", "file_gone", "invalid_request", "database_away"),
)
async def library_original(file_id: FileId, services: ServicesDep) -> Response:
    """Only files inside a media root. Range requests are answered, so videos can be seeked."""
    file = (await services.catalog.library.files([file_id])).get(file_id)
    if file is None:
        raise ApiError("unknown_file", f"The library has no file {file_id}.", "An undo may have removed it.")
    return await _original_response(services, file.report)


async def _original_response(services: Services, report: FileReport) -> Response:
    """Return the file itself. Raises `ApiError` when it is not, or no longer, in a media root."""
    path = report.path
    if not await asyncio.to_thread(_may_serve, services, path):
        raise ApiError("file_gone", f"{path} is no longer there.", "Put the file back, or ingest its folder again.")
    kind = mimetypes.guess_type(f"x.{report.format}")[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, headers=UNTRUSTED_FILE_HEADERS)


def _may_serve(services: Services, path: str) -> bool:
    return services.roots.contains(path) and Path(path).is_file()
