"""Folders inside the media roots, for choosing what to ingest."""

from __future__ import annotations

import asyncio
import threading
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from app.ingest.disk.browse import count_file_types, list_folder, list_roots
from app.ingest.disk.media_roots import MediaRoots
from app.readers.formats import DEFAULT_PATTERN
from app.routers.documents.folders import (
    FileTypesDocument,
    ListingDocument,
    RootsDocument,
    file_types_document,
    listing_document,
    roots_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import FOLDERS_MAX, FolderPath, PatternText, RequestBody, checked_pattern
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["folders"])

WATCH_S = 0.1
"""Seconds between two looks whether the client still waits for the count."""


@router.get(
    "/directories",
    summary="List folders, one level at a time",
    response_model=RootsDocument | ListingDocument,
    responses=errors("outside_roots", "unreadable_folder", "invalid_request", "database_away"),
)
async def directories(
    services: ServicesDep,
    path: Annotated[
        FolderPath | None, Query(description="Absolute path of a folder. Without it: the media roots.")
    ] = None,
) -> SurrogateSafeJSONResponse:
    """Counts media files in each folder, for at most two seconds. Folders outside the media roots are never shown."""
    if path is None:
        roots = await asyncio.to_thread(list_roots, services.catalog, services.roots.folders)
        return SurrogateSafeJSONResponse(roots_document(roots))
    folder = await asyncio.to_thread(services.roots.resolve_folder, path)
    try:
        listing = await asyncio.to_thread(list_folder, services.catalog, folder)
    except OSError as error:
        raise ApiError(
            "unreadable_folder",
            f"{path} cannot be listed: {error.strerror}.",
            "Give the user that runs the server permission to read it.",
        ) from error
    return SurrogateSafeJSONResponse(listing_document(listing, services.roots.parent_of(folder)))


class FileTypesRequest(RequestBody):
    directories: list[FolderPath] = Field(
        min_length=1, max_length=FOLDERS_MAX, description="Absolute paths of folders inside the media roots."
    )
    recursive: bool = Field(default=True, description="Include subfolders.")
    pattern: PatternText = Field(default=DEFAULT_PATTERN, description="Globs of the files that are to be read.")
    enable_nsfw_detection: bool = Field(
        default=True, description="Whether the time a file takes includes its NSFW score."
    )
    read_pixels: bool = Field(default=True, description="Whether the time a file takes includes decoding its picture.")


@router.post(
    "/file-types",
    summary="Count the kinds of files in folders",
    response_model=FileTypesDocument,
    responses=errors("http_error", "outside_roots", "invalid_request", "invalid_parameters", "database_away"),
)
async def types_of_files(request: Request, body: FileTypesRequest, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """What a session over the folders would read, and what it would take, as far as earlier sessions tell. Counts for
    at most two seconds, and no longer than the client waits."""
    pattern = checked_pattern(body.pattern)
    folders = await asyncio.to_thread(_resolve_all, services.roots, body.directories)
    gone = threading.Event()
    counting = asyncio.create_task(
        asyncio.to_thread(count_file_types, folders, pattern, recursive=body.recursive, should_stop=gone.is_set)
    )
    while not (await asyncio.wait([counting], timeout=WATCH_S))[0]:
        if await request.is_disconnected():
            gone.set()
    below = await services.catalog.library.count_below(folders)
    seconds = await services.catalog.estimates.seconds_a_file(nsfw=body.enable_nsfw_detection, pixels=body.read_pixels)
    stored = await services.catalog.estimates.bytes_a_file()
    return SurrogateSafeJSONResponse(file_types_document(counting.result(), sum(below.values()), seconds, stored))


def _resolve_all(roots: MediaRoots, folders: list[str]) -> list[str]:
    return [str(roots.resolve_folder(folder)) for folder in folders]
