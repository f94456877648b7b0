"""The doors to duplicates: groups of a session's files, and the library's files that stand in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response

from app.catalog import StagedFile
from app.ingest.review.duplicates import DEFAULT_DISTANCE, DuplicateKind, Member
from app.routers.errors import ApiError
from app.routers.files import THUMBNAIL_HEADERS, FileId, file_document, library_document, original_response
from app.routers.services import ServicesDep
from app.similar import MAX_DISTANCE

router = APIRouter(prefix="/api/ingest", tags=["results"])

GROUPS_MAX = 50


@router.get("/session/{session_id}/duplicates", summary="Files that are the same or look alike, in groups")
async def duplicates(
    session_id: str,
    services: ServicesDep,
    kind: DuplicateKind = DuplicateKind.EXACT,
    distance: Annotated[int, Query(ge=0, le=MAX_DISTANCE, description="Bits of 64, for near.")] = DEFAULT_DISTANCE,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    page_size: Annotated[int, Query(ge=1, le=GROUPS_MAX)] = 20,
) -> dict[str, object]:
    """Within the session and against the library, whose files are marked."""
    progress = await services.supervisor.progress(session_id)
    found = await services.duplicates.find_page(progress, kind, distance, page, page_size)
    return {
        "kind": kind,
        "page": page,
        "page_size": page_size,
        "pages": -(-found.total // page_size),
        "total": found.total,
        "total_files": found.files,
        "groups": [
            {"kind": kind, "size": group.size, "files": [_member_document(member) for member in group.members]}
            for group in found.groups
        ],
    }


@router.get("/library/{file_id}/thumbnail", summary="A library file's thumbnail", response_class=Response)
async def library_thumbnail(file_id: FileId, services: ServicesDep) -> Response:
    found = await services.catalog.library.thumbnail(file_id)
    if found is None:
        raise ApiError(404, "no_thumbnail", f"Library file {file_id} has no thumbnail.", "An undo may have removed it.")
    return Response(found.data, media_type=found.media_type, headers=THUMBNAIL_HEADERS)


@router.get("/library/{file_id}/original", summary="A library file as it lies on the disk", response_class=FileResponse)
async def library_original(file_id: FileId, services: ServicesDep) -> Response:
    """Only while it lies in a media root; answers range requests."""
    file = (await services.catalog.library.files([file_id])).get(file_id)
    if file is None:
        raise ApiError(404, "unknown_file", f"The library has no file {file_id}.", "An undo may have removed it.")
    return await original_response(services, file.report)


def _member_document(member: Member) -> dict[str, object]:
    if isinstance(member.file, StagedFile):
        return file_document(member.file) | {"in_library": False, "distance": member.distance}
    return library_document(member.file) | {"in_library": True, "distance": member.distance}
