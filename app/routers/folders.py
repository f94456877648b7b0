"""Folders inside the media roots, for choosing what to ingest."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.ingest.disk.browse import count_file_types, list_folder, list_roots
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
from app.routers.shared.parameters import RequestBody
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["folders"])


@router.get(
    "/directories",
    summary="List folders, one level at a time",
    response_model=RootsDocument | ListingDocument,
    responses=errors("outside_roots", "unreadable_folder", "database_away"),
)
async def directories(
    services: ServicesDep,
    path: Annotated[str | None, Query(description="Absolute path of a folder. Without it: the media roots.")] = None,
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
    directories: list[str] = Field(min_length=1, description="Absolute paths of folders inside the media roots.")
    recursive: bool = Field(default=True, description="Count files in folders below, too.")


@router.post(
    "/file-types",
    summary="Count the kinds of files in folders",
    response_model=FileTypesDocument,
    responses=errors("http_error", "outside_roots", "invalid_request"),
)
async def types_of_files(body: FileTypesRequest, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Counts for at most two seconds."""
    folders = [str(await asyncio.to_thread(services.roots.resolve_folder, folder)) for folder in body.directories]
    found = await asyncio.to_thread(count_file_types, folders, recursive=body.recursive)
    return SurrogateSafeJSONResponse(file_types_document(found))
