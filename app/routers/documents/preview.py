"""The preview before a commit: groups of files, and each file beside the library's."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from pydantic import Field, JsonValue

from app.catalog import GoneFile, LibraryFile
from app.domain.preview import Relation
from app.ingest.review.preview import PreviewSummary
from app.ingest.review.preview_files import PreviewFile, PreviewPage
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.files import (
    FileDocument,
    LibraryFileDocument,
    file_document,
    library_document,
    library_thumbnail_address,
)


class GroupDocument(ResponseDocument):
    files: int = Field(ge=0, description="Files in the group.")
    applied: int = Field(ge=0, description="Of these, files that a commit would apply.")


class GroupsDocument(ResponseDocument):
    """Files by their relation to the library."""

    new: GroupDocument
    changed: GroupDocument
    moved: GroupDocument
    duplicate: GroupDocument
    same: GroupDocument
    gone: GroupDocument


class PreviewDocument(ResponseDocument):
    """What a commit would do to the library."""

    groups: GroupsDocument
    edited: int = Field(ge=0, description="Files that the user changed.")
    stacks: int = Field(ge=0, description="Stacks of at least two files.")
    gone_withheld: str = Field(description="Why no library file is called gone; empty where they may be.")


class StackDocument(ResponseDocument):
    """The files of one batch: same prompt, same workflow, or same seed."""

    key: str = Field(description="Names the stack; hex digits.")
    size: int = Field(ge=2, description="Files in the stack.")
    applied: int = Field(ge=0, description="Of these, files that a commit would apply.")


class RelatedFileDocument(ResponseDocument):
    """The library file that a file of a session relates to."""

    id: int = Field(ge=1, description="Id of the library file.")
    path: str = Field(description="Its absolute path.")
    thumbnail: str | None = Field(description="Path of its thumbnail on this server; null where there is none.")


class ChangeDocument(ResponseDocument):
    """One value that a commit would replace in the library."""

    field: str = Field(description="Name of the field; a part of a group is `group.field`.", examples=["score"])
    old: JsonValue = Field(description="The library's value.")
    new: JsonValue = Field(description="The session's value.")


class PreviewFileDocument(FileDocument):
    """One file of a session, beside the library file that it relates to."""

    stack: StackDocument | None = Field(description="Its stack; null where it is alone.")
    in_library: RelatedFileDocument | None = Field(description="The library file; null where there is none.")
    changes: list[ChangeDocument] = Field(description="For a changed or moved file: what differs in the library.")


class GoneFileDocument(LibraryFileDocument):
    """A library file that is no longer on the disk."""

    outcome: None = Field(description="Always null.")
    relation: Literal[Relation.GONE]
    stack: None = Field(description="Always null.")
    in_library: RelatedFileDocument = Field(description="The library file itself.")
    changes: list[ChangeDocument] = Field(max_length=0, description="Always empty.")


class FilePageDocument(ResponseDocument):
    """One page of a session's files."""

    page: int = Field(ge=1, description="Number of this page, from 1.")
    page_size: int = Field(ge=1, description="Files per page.")
    pages: int = Field(ge=0, description="Number of pages.")
    total: int = Field(ge=0, description="Files that match, on all pages.")
    files: list[PreviewFileDocument] | list[GoneFileDocument] = Field(
        description="The files; with `relation=gone`, library files."
    )


def preview_document(summary: PreviewSummary) -> Json:
    counts = summary.counts
    return {
        "groups": {relation: asdict(count) for relation, count in counts.groups.items()},
        "edited": counts.edited,
        "stacks": counts.stacks,
        "gone_withheld": summary.gone_withheld,
    }


def file_page_document(page: int, page_size: int, found: PreviewPage) -> Json:
    return {
        "page": page,
        "page_size": page_size,
        "pages": -(-found.total // page_size),
        "total": found.total,
        "files": [_document(file) for file in found.files],
    }


def _document(file: PreviewFile | GoneFile) -> Json:
    return gone_file_document(file) if isinstance(file, GoneFile) else preview_file_document(file)


def preview_file_document(shown: PreviewFile) -> Json:
    file, stack = shown.file, shown.stack
    return file_document(file) | {
        "stack": stack and {"key": file.stack, "size": stack.files, "applied": stack.applied},
        "in_library": _related_document(shown.related),
        "changes": [asdict(change) for change in shown.changes],
    }


def gone_file_document(gone: GoneFile) -> Json:
    return library_document(gone.file) | {
        "outcome": None,
        "relation": Relation.GONE,
        "choice": gone.choice,
        "stack": None,
        "in_library": _related_document(gone.file),
        "changes": [],
    }


def _related_document(file: LibraryFile | None) -> Json | None:
    if file is None:
        return None
    return {"id": file.file_id, "path": file.report.path, "thumbnail": library_thumbnail_address(file)}
