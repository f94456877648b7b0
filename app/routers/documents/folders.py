"""Folders inside the media roots, and the kinds of files in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import Field

from app.ingest.disk.browse import FileTypes, FolderCount, FolderListing
from app.ingest.disk.mounts import FolderState
from app.routers.documents.base import Json, ResponseDocument


class FolderDocument(ResponseDocument):
    """One folder of the tree."""

    path: str = Field(description="Absolute path.")
    name: str = Field(description="Its name, without the folders above.")
    total: int = Field(ge=0, description="Media files in it and below it.")
    ingested: int = Field(ge=0, description="Library files in it and below it.")
    complete: bool = Field(description="False where counting took too long: `total` is then at least this many.")
    has_children: bool = Field(description="Whether it contains folders.")
    state: FolderState = Field(
        description="`away`: it is gone or cannot be read, as where a disk is not mounted. `forbidden`: the server has "
        "no permission to list it. Neither can be chosen, and both have a total of 0."
    )


class RootsDocument(ResponseDocument):
    """The first level of the tree: the media roots."""

    path: None = Field(description="Always null.")
    directories: list[FolderDocument] = Field(description="The media roots.")


class ListingDocument(FolderDocument):
    """One folder, and the folders in it."""

    parent: str | None = Field(description="Path of the folder above; null for a media root.")
    directories: list[FolderDocument] = Field(description="The folders in it, by name.")


class FileTypeDocument(ResponseDocument):
    extension: str = Field(description="In lower case, with the dot; empty for names without one.", examples=[".png"])
    count: int = Field(ge=1, description="Files with this extension.")
    bytes: int = Field(ge=0, description="Their size together, in bytes.")


class FileTypesDocument(ResponseDocument):
    """What kinds of files are in folders."""

    total: int = Field(ge=0, description="Number of files, media files or not.")
    bytes: int = Field(ge=0, description="Their size together, in bytes.")
    complete: bool = Field(description="False where counting took too long: numbers are then at least these.")
    types: list[FileTypeDocument] = Field(description="The most frequent extension first.")
    matching: int = Field(ge=0, description="Files that match the pattern.")
    matching_bytes: int = Field(ge=0, description="Their size together, in bytes.")
    ingested: int = Field(ge=0, description="Library files in the folders and below them.")
    seconds_a_file: float | None = Field(
        ge=0, description="Seconds of work that earlier runs took for a file; null: not known yet."
    )
    database_bytes_a_file: float | None = Field(
        ge=0, description="Bytes that the database has for each file read; null: not known yet."
    )


def roots_document(roots: Sequence[FolderCount]) -> Json:
    return {"path": None, "directories": [asdict(root) for root in roots]}


def listing_document(listing: FolderListing, parent: Path | None) -> Json:
    return {
        **asdict(listing.here),
        "parent": str(parent) if parent is not None else None,
        "directories": [asdict(child) for child in listing.directories],
    }


def file_types_document(
    found: FileTypes, ingested: int, seconds_a_file: float | None, database_bytes_a_file: float | None
) -> Json:
    return {
        "total": sum(kind.count for kind in found.types),
        "bytes": sum(kind.bytes for kind in found.types),
        "complete": found.complete,
        "types": [asdict(kind) for kind in found.types],
        "matching": found.matching,
        "matching_bytes": found.matching_bytes,
        "ingested": ingested,
        "seconds_a_file": seconds_a_file,
        "database_bytes_a_file": database_bytes_a_file,
    }
