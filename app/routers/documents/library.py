"""The library: search results, and the values by which files can be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from pydantic import Field

from app.catalog import Facets, LibraryPage
from app.ingest.review.library_files import LibraryWindow
from app.ingest.review.library_folders import LibraryFolder
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.files import LibraryFileDocument, library_document


class DateMarkDocument(ResponseDocument):
    """Where a day or a month begins in a view."""

    date: str = Field(description="A day or a month; empty for files without a date.", examples=["2024-05"])
    place: int = Field(ge=0, description="Place of its first file, from 0.")


class LibraryPageDocument(ResponseDocument):
    """One page of library files that match a search."""

    files: list[LibraryFileDocument]
    next: str | None = Field(description="The `after` of the following page; null on the last page.")
    total: int | None = Field(
        ge=0,
        description="Items that match, on the first page and in views; null on other pages. Of a view with `every_file`"
        " the number of its files.",
    )
    total_is_exact: bool = Field(description="False where more than `total` files match.")
    pending: int = Field(ge=0, description="Changes of the library that cannot be found yet, counted up to 10,000.")
    view: str | None = Field(description="Names the view in later requests; null without `view`.")
    offset: int | None = Field(ge=0, description="Place of the first file, from 0; null without `view`.")
    dates: list[DateMarkDocument] | None = Field(
        description="Where each day, or each month if there are many days, begins; null unless this answer opened a"
        " view in order of date."
    )


class FacetDocument(ResponseDocument):
    value: str = Field(description="The value.")
    count: int = Field(ge=0, description="Items of the library that have it.")


class FacetsDocument(ResponseDocument):
    """The values of library files. Of each field, the 200 most frequent, those first. Files that are one item count
    once, with format, kind, tool and model of the main file."""

    files: int = Field(ge=0, description="Items in the library.")
    nsfw: int = Field(ge=0, description="Of these, items that are NSFW.")
    favourites: int = Field(ge=0, description="Of these, favourites.")
    without_pixels: int = Field(ge=0, description="Of these, files whose pixels were not read yet.")
    hidden: int = Field(ge=0, description="Hidden items, which are not among `files`.")
    kinds: list[FacetDocument]
    formats: list[FacetDocument]
    tools: list[FacetDocument]
    models: list[FacetDocument]


class LibraryFolderDocument(ResponseDocument):
    path: str = Field(description="Its absolute path.")
    files: int = Field(ge=1, description="Library files in it and below it.")


class LibraryFoldersDocument(ResponseDocument):
    folders: list[LibraryFolderDocument]


def library_folders_document(found: Sequence[LibraryFolder]) -> Json:
    return {"folders": [asdict(folder) for folder in found]}


def library_page_document(found: LibraryPage) -> Json:
    return {
        "files": [library_document(file) for file in found.files],
        "next": found.next,
        "total": found.total,
        "total_is_exact": found.is_total_exact,
        "pending": found.pending,
        "view": None,
        "offset": None,
        "dates": None,
    }


def library_window_document(asked: str, found: LibraryWindow) -> Json:
    """`asked`: the view that the request named."""
    view = found.view
    dates = [asdict(mark) for mark in view.order.dates] if view.token != asked and view.order.dates else None
    return {
        "files": [library_document(file) for file in found.files],
        "next": None,
        "total": view.total,
        "total_is_exact": True,
        "pending": found.pending,
        "view": view.token,
        "offset": found.first,
        "dates": dates,
    }


def facets_document(found: Facets) -> Json:
    return {
        name: [{"value": value, "count": count} for value, count in shown] if isinstance(shown, list) else shown
        for name, shown in asdict(found).items()
    }
