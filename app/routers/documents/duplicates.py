"""Groups of files that are the same or look alike."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.catalog import StagedFile
from app.ingest.review.duplicates import SHOWN_FILES, DuplicateKind, DuplicatePage, Member
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.files import (
    LibraryDuplicateDocument,
    StagedDuplicateDocument,
    file_document,
    library_document,
)

DuplicateFileDocument = Annotated[
    StagedDuplicateDocument | LibraryDuplicateDocument,
    Field(description="A file of the session, or of the library where `in_library` is true."),
]


class DuplicateGroupDocument(ResponseDocument):
    """Files that are the same or look alike."""

    kind: DuplicateKind
    size: int = Field(ge=2, description="Files in the group.")
    place: int = Field(ge=0, description="Place of its first file among the files that are shown, from 0.")
    files: list[DuplicateFileDocument] = Field(
        max_length=SHOWN_FILES,
        description=f"At most {SHOWN_FILES} of them: the first file, then those that differ least; the library's last.",
    )


class DuplicatesDocument(ResponseDocument):
    """One page of groups."""

    kind: DuplicateKind
    page: int = Field(ge=1, description="Number of this page, from 1.")
    page_size: int = Field(ge=1, description="Groups per page.")
    pages: int = Field(ge=0, description="Number of pages.")
    total: int = Field(ge=0, description="Groups on all pages.")
    total_files: int = Field(ge=0, description="Files in all groups.")
    total_shown: int = Field(ge=0, description="Files that all pages show.")
    view: str = Field(description="Names the result in later requests; places are those of this result.")
    sizes: list[int] | None = Field(
        description="The sizes of all groups, in order; null without `view`, and where the request named this result."
    )
    groups: list[DuplicateGroupDocument]


def duplicates_document(kind: DuplicateKind, page: int, page_size: int, found: DuplicatePage) -> Json:
    return {
        "kind": kind,
        "page": page,
        "page_size": page_size,
        "pages": -(-found.total // page_size),
        "total": found.total,
        "total_files": found.files,
        "total_shown": found.shown,
        "view": found.view,
        "sizes": found.sizes,
        "groups": [
            {
                "kind": kind,
                "size": group.size,
                "place": group.place,
                "files": [_member_document(member) for member in group.members],
            }
            for group in found.groups
        ],
    }


def _member_document(member: Member) -> Json:
    if isinstance(member.file, StagedFile):
        return file_document(member.file) | {"in_library": False, "distance": member.distance}
    return library_document(member.file) | {"in_library": True, "distance": member.distance}
