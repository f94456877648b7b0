"""The tree of the library's folders, level by level."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.catalog import FolderLevel
from app.routers.documents.base import Json, ResponseDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import errors
from app.routers.shared.parameters import OFFSET_MAX, FolderPath
from app.routers.shared.services import ServicesDep

LEVELS_MAX = 50
LEVEL_FOLDERS_MAX = 1_000

router = APIRouter(tags=["library"])


class TreeFolderDocument(ResponseDocument):
    path: str = Field(description="Its absolute path.")
    files: int = Field(ge=1, description="Items of the library in it and below it; hidden ones do not count.")
    has_folders: bool = Field(description="Whether a folder in it has files.")


class FolderLevelDocument(ResponseDocument):
    folder: str = Field(description="The folder whose folders these are, as it was asked for; empty: the top.")
    folders: list[TreeFolderDocument] = Field(
        max_length=LEVEL_FOLDERS_MAX, description="Folders with files, by name; at the top by path."
    )
    total: int = Field(ge=0, description="How many folders with files are in it.")


class FolderTreeDocument(ResponseDocument):
    levels: list[FolderLevelDocument] = Field(max_length=LEVELS_MAX, description="One for each `folder`, in order.")


@router.get(
    "/api/library/folder-tree",
    summary="List the folders of the library, level by level",
    response_model=FolderTreeDocument,
    responses=errors("invalid_request", "database_away"),
)
async def folder_tree(
    services: ServicesDep,
    folder: Annotated[
        list[FolderPath] | None,
        Query(
            max_length=LEVELS_MAX,
            description="The folder whose folders are wanted; empty: the top. May be given several times.",
        ),
    ] = None,
    offset: Annotated[int, Query(ge=0, le=OFFSET_MAX, description="The place of the first folder, from 0.")] = 0,
    limit: Annotated[int, Query(ge=1, le=LEVEL_FOLDERS_MAX, description="At most this many of each.")] = 200,
) -> SurrogateSafeJSONResponse:
    """The top has the media roots with files, and what has the library's files outside of them."""
    roots = [str(root) for root in services.roots.folders]
    levels = await services.catalog.search.folder_levels(folder or [""], roots, offset=offset, limit=limit)
    return SurrogateSafeJSONResponse({"levels": [_level_document(level) for level in levels]})


def _level_document(level: FolderLevel) -> Json:
    folders = [{"path": each.path, "files": each.files, "has_folders": each.has_folders} for each in level.folders]
    return {"folder": level.folder, "folders": folders, "total": level.total}
