"""The bytes of files: the originals, and copies without metadata."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from app.domain.report import FileReport
from app.ingest.pictures.clean_copies import find_clean_copy
from app.routers.shared.answers import BYTES, UNTRUSTED_FILE_HEADERS, name_attachment
from app.routers.shared.content.chosen_files import LibraryReport, StagedReport, open_chosen
from app.routers.shared.content.connected import run_while_connected
from app.routers.shared.content.open_file_response import CleanCopyResponse, OpenFileResponse
from app.routers.shared.errors import errors
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["results"])

WHOLE_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole file.", "content": {"image/*": BYTES, "video/*": BYTES}},
    206: {"description": "The bytes that the `Range` header names.", "content": {"image/*": BYTES, "video/*": BYTES}},
}
CLEAN_COPY: dict[int | str, dict[str, Any]] = {
    200: {"description": "The copy.", "content": {"image/*": BYTES, "video/*": BYTES}}
}
CLEAN_ERRORS = errors(
    "unknown_file",
    "file_gone",
    "no_clean_copy",
    "damaged_picture",
    "invalid_request",
    "too_busy",
    "workers_away",
    "database_away",
)
FILE_ERRORS = errors("unknown_file", "file_gone", "range_not_satisfiable", "invalid_request", "database_away")

Download = Annotated[bool, Query(description="Whether a browser saves the file under its name instead of showing it.")]


@router.get(
    "/file/{file_id}/original",
    summary="Download a file of a session",
    response_class=FileResponse,
    responses=WHOLE_FILE | FILE_ERRORS,
)
async def original(report: StagedReport, services: ServicesDep, download: Download = False) -> Response:
    """Only files inside a media root. Range requests are answered, so videos can be seeked."""
    return await _original_response(services, report, download=download)


@router.get(
    "/library/{file_id}/original",
    summary="Download a library file",
    response_class=FileResponse,
    responses=WHOLE_FILE | FILE_ERRORS,
)
async def library_original(report: LibraryReport, services: ServicesDep, download: Download = False) -> Response:
    """Only files inside a media root. Range requests are answered, so videos can be seeked."""
    return await _original_response(services, report, download=download)


@router.get(
    "/file/{file_id}/clean",
    summary="Download a file of a session without its metadata",
    response_class=Response,
    responses=CLEAN_COPY | CLEAN_ERRORS,
)
async def clean(request: Request, report: StagedReport, services: ServicesDep) -> Response:
    """The picture or video is not encoded again. Its colour profile and orientation are kept."""
    return await _clean_response(request, services, report)


@router.get(
    "/library/{file_id}/clean",
    summary="Download a library file without its metadata",
    response_class=Response,
    responses=CLEAN_COPY | CLEAN_ERRORS,
)
async def library_clean(request: Request, report: LibraryReport, services: ServicesDep) -> Response:
    """The picture or video is not encoded again. Its colour profile and orientation are kept."""
    return await _clean_response(request, services, report)


async def _clean_response(request: Request, services: Services, report: FileReport) -> Response:
    file = await open_chosen(report, services.roots.open_file)
    try:
        copy = await run_while_connected(request, find_clean_copy(services.interactive, file))
    except BaseException:
        file.close()
        raise
    path = Path(report.path)
    headers = UNTRUSTED_FILE_HEADERS | {"Cache-Control": "private, no-store"}
    return CleanCopyResponse(
        file, copy, media_type=_media_type(report), headers=headers | name_attachment(f"{path.stem}-clean{path.suffix}")
    )


def _media_type(report: FileReport) -> str:
    return mimetypes.guess_type(f"x.{report.format}")[0] or "application/octet-stream"


async def _original_response(services: Services, report: FileReport, *, download: bool) -> Response:
    file = await open_chosen(report, services.roots.open_file)
    headers = UNTRUSTED_FILE_HEADERS | (name_attachment(Path(report.path).name) if download else {})
    return OpenFileResponse(file, report.path, media_type=_media_type(report), headers=headers)
