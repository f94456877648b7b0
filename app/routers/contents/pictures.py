"""The pictures of files: thumbnails, and renditions at the size of a screen."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.domain.pictures.rendition import DEFAULT_SIZE, LARGEST_WISH, RENDITION_SIZES, snap_size
from app.domain.report import FileReport, Kind
from app.ingest.pictures.renditions import open_picture
from app.routers.shared.answers import BYTES, THUMBNAIL_HEADERS, UNTRUSTED_FILE_HEADERS
from app.routers.shared.content.chosen_files import LibraryReport, StagedReport, open_chosen
from app.routers.shared.content.connected import run_while_connected
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import FileId
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest")

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture.", "content": {"image/webp": BYTES, "image/jpeg": BYTES}}
}
RENDITION: dict[int | str, dict[str, Any]] = PICTURE | {
    304: {"description": "The client has this rendition, as its `If-None-Match` says."}
}
RENDITION_ERRORS = errors(
    "unknown_file",
    "file_gone",
    "no_rendition",
    "damaged_picture",
    "invalid_request",
    "too_busy",
    "workers_away",
    "database_away",
)
KEPT_FOR_EVER = "private, max-age=31536000, immutable"
"""For an address with the version of the file in it: another version has another address."""

Size = Annotated[
    int,
    Query(
        ge=1,
        le=LARGEST_WISH,
        description="Pixels that the longer side is to have at most. The answer has the next of "
        f"{', '.join(map(str, RENDITION_SIZES))}, or the largest; it is never larger than the picture itself.",
    ),
]
Version = Annotated[
    str, Query(max_length=64, description="As in the address in a file's document. It lets the client keep the answer.")
]


@router.get(
    "/file/{file_id}/thumbnail",
    summary="Get the thumbnail of a file of a session",
    response_class=Response,
    tags=["results"],
    responses=PICTURE | errors("no_thumbnail", "invalid_request", "database_away"),
)
async def thumbnail(file_id: FileId, services: ServicesDep) -> Response:
    """Files that are ok have one; a failed file has one if it is embedded in the file."""
    found = await services.catalog.staging.thumbnail(file_id)
    if found is None:
        raise ApiError(
            "no_thumbnail",
            f"File {file_id} has no thumbnail.",
            "It could not be read, and carries no thumbnail of its own; or its session was deleted.",
        )
    return Response(found.data, media_type=found.media_type, headers=THUMBNAIL_HEADERS)


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
    "/file/{file_id}/rendition",
    summary="Get the picture of a file of a session at screen size",
    response_class=Response,
    tags=["results"],
    responses=RENDITION | RENDITION_ERRORS,
)
async def rendition(
    request: Request, report: StagedReport, services: ServicesDep, size: Size = DEFAULT_SIZE, v: Version = ""
) -> Response:
    """A JPEG, or a WebP if the picture is transparent; upright, in sRGB."""
    return await _rendition_response(request, report, services, size, v)


@router.get(
    "/library/{file_id}/rendition",
    summary="Get the picture of a library file at screen size",
    response_class=Response,
    tags=["results"],
    responses=RENDITION | RENDITION_ERRORS,
)
async def library_rendition(
    request: Request, report: LibraryReport, services: ServicesDep, size: Size = DEFAULT_SIZE, v: Version = ""
) -> Response:
    """A JPEG, or a WebP if the picture is transparent; upright, in sRGB."""
    return await _rendition_response(request, report, services, size, v)


async def _rendition_response(
    request: Request, report: FileReport, services: Services, wish: int, version: str
) -> Response:
    if report.kind is Kind.VIDEO:
        raise ApiError("no_rendition", f"{report.path} is a video.", "Play the original.")
    size = snap_size(wish)
    picture = await open_chosen(report, partial(open_picture, services.roots.open_file, size=size))
    headers = UNTRUSTED_FILE_HEADERS | {
        "ETag": f'"{picture.key}"',
        "Cache-Control": KEPT_FOR_EVER if version == picture.version else "private, no-cache",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        picture.file.close()
        return Response(status_code=304, headers=headers)
    found = await run_while_connected(request, services.renditions.get(picture, size))
    return Response(found.data, media_type=found.media_type, headers=headers)
