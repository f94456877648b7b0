"""The library: search results, and the values by which files can be found."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import Field

from app.catalog import Facets, LibraryPage
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.files import LibraryFileDocument, library_document


class LibraryPageDocument(ResponseDocument):
    """One page of library files that match a search."""

    files: list[LibraryFileDocument]
    next: str | None = Field(description="The `after` of the following page; null on the last page.")
    total: int | None = Field(ge=0, description="Files that match, on the first page; null on the others.")
    total_is_exact: bool = Field(description="False where more than `total` files match.")
    pending: int = Field(ge=0, description="Changes of the library that cannot be found yet, counted up to 10,000.")


class FacetDocument(ResponseDocument):
    value: str = Field(description="The value.")
    count: int = Field(ge=0, description="Library files that have it.")


class FacetsDocument(ResponseDocument):
    """The values of library files. Of each field, the 200 most frequent, those first."""

    files: int = Field(ge=0, description="Files in the library.")
    nsfw: int = Field(ge=0, description="Of these, files that are NSFW.")
    favourites: int = Field(ge=0, description="Of these, favourites.")
    kinds: list[FacetDocument]
    formats: list[FacetDocument]
    tools: list[FacetDocument]
    models: list[FacetDocument]


def library_page_document(found: LibraryPage) -> Json:
    return {
        "files": [library_document(file) for file in found.files],
        "next": found.next,
        "total": found.total,
        "total_is_exact": found.is_total_exact,
        "pending": found.pending,
    }


def facets_document(found: Facets) -> Json:
    return {
        name: [{"value": value, "count": count} for value, count in shown] if isinstance(shown, list) else shown
        for name, shown in asdict(found).items()
    }
