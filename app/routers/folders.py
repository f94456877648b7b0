"""The doors for looking at folders before a session."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.ingest.disk.browse import count_file_types, list_folder, list_roots
from app.routers.errors import ApiError
from app.routers.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["folders"])


class FileTypesRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    directories: list[str] = Field(min_length=1)
    recursive: bool = True


@router.get("/directories", summary="The folder tree, one level at a time")
async def directories(services: ServicesDep, path: str | None = None) -> dict[str, object]:
    """Without `path` the media roots. Never leads outside them."""
    if path is None:
        roots = await asyncio.to_thread(list_roots, services.catalog, services.roots.folders)
        return {"path": None, "directories": [asdict(root) for root in roots]}
    folder = await asyncio.to_thread(services.roots.resolve_folder, path)
    try:
        listing = await asyncio.to_thread(list_folder, services.catalog, folder)
    except OSError as error:
        raise ApiError(
            403, "unreadable_folder", f"{path} cannot be listed: {error.strerror}.", "Let the server's user read it."
        ) from error
    parent = services.roots.parent_of(folder)
    return {
        **asdict(listing.here),
        "parent": str(parent) if parent is not None else None,
        "directories": [asdict(child) for child in listing.directories],
    }


@router.post("/file-types", summary="What kinds of files lie in folders")
async def types_of_files(body: FileTypesRequest, services: ServicesDep) -> dict[str, object]:
    folders = [str(await asyncio.to_thread(services.roots.resolve_folder, folder)) for folder in body.directories]
    found = await asyncio.to_thread(count_file_types, folders, recursive=body.recursive)
    return {
        "total": sum(kind.count for kind in found.types),
        "bytes": sum(kind.bytes for kind in found.types),
        "complete": found.complete,
        "types": [asdict(kind) for kind in found.types],
    }
