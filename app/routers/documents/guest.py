"""What a guest sees of a search: the files, without where they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from pydantic import Field

from app.catalog import LibraryFile
from app.domain.report import Kind
from app.ingest.review.library_files import LibraryWindow
from app.routers.documents.base import Json, ResponseDocument


class GuestFileDocument(ResponseDocument):
    """A file of the library, for a guest."""

    name: str = Field(description="Name of the file, without its folder.")
    kind: Kind | None
    width: int | None = Field(description="In pixels.")
    height: int | None = Field(description="In pixels.")
    duration_s: float | None = Field(description="Seconds; null for still pictures.")
    captured_at: str | None = Field(description="When it was taken, by the clock where it was taken.")
    is_nsfw: bool = Field(description="Whether it should be blurred.")
    thumbnail: str = Field(description="Address of its thumbnail.")


class GuestPageDocument(ResponseDocument):
    """One page of what the search finds."""

    files: list[GuestFileDocument]
    total: int = Field(ge=0, description="Files that match.")
    view: str = Field(description="Names the order of the files: with it, later answers continue this one.")
    offset: int = Field(ge=0, description="Place of the first of `files`, from 0.")


def guest_page_document(found: LibraryWindow, thumbnail_of: Callable[[LibraryFile], str]) -> Json:
    return {
        "files": [
            {
                "name": PurePath(file.report.path).name,
                "kind": file.report.kind,
                "width": file.report.width,
                "height": file.report.height,
                "duration_s": file.report.duration_s,
                "captured_at": file.report.captured_at,
                "is_nsfw": bool(file.is_nsfw),
                "thumbnail": thumbnail_of(file),
            }
            for file in found.files
        ],
        "total": found.view.total,
        "view": found.view.token,
        "offset": found.first,
    }
