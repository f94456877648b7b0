"""The library: search results, and the values by which files can be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from pydantic import Field

from app.catalog import Completions, Facets, LibraryPage, SearchTerm
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


class ShapesDocument(ResponseDocument):
    landscape: int = Field(ge=0, description="Items that are wider than high.")
    portrait: int = Field(ge=0, description="Items that are higher than wide.")
    square: int = Field(ge=0, description="Items that are as wide as high.")


class ScoreCountDocument(ResponseDocument):
    score: int = Field(ge=-1, le=5, description="The score.")
    count: int = Field(ge=0, description="Items that have it.")


class FacetsDocument(ResponseDocument):
    """The values of the files that match. Of each field, the 200 most frequent, those first. Files that are one item
    count once, with format, kind, tool, model and the other values of the main file. A field's values are counted as if
    the search had no parameter for it."""

    files: int = Field(ge=0, description="Items that match.")
    nsfw: int = Field(ge=0, description="Items that are NSFW.")
    favourites: int = Field(ge=0, description="Favourites.")
    without_pixels: int = Field(ge=0, description="Items whose pixels were not read yet.")
    credentials: int = Field(ge=0, description="Items with Content Credentials.")
    hidden: int = Field(ge=0, description="Hidden items of the whole library. Nothing else finds them.")
    duplicates: int = Field(ge=0, description="Items whose bytes another item of the library has, too.")
    kinds: list[FacetDocument]
    formats: list[FacetDocument]
    tools: list[FacetDocument]
    models: list[FacetDocument]
    samplers: list[FacetDocument]
    schedulers: list[FacetDocument]
    loras: list[FacetDocument]
    cameras: list[FacetDocument]
    lenses: list[FacetDocument]
    keywords: list[FacetDocument]
    folders: list[FacetDocument]
    collections: list[FacetDocument] = Field(description="By path, with the files of the collections below.")
    shapes: ShapesDocument
    scores: list[ScoreCountDocument]


class SearchTermDocument(ResponseDocument):
    """One of the parts of a search that must all match."""

    text: str = Field(description="As it was typed, without a sign that excludes.", examples=["steps:20..30"])
    start: int = Field(ge=0, description="Where it begins, with such a sign, in characters from 0.")
    end: int = Field(ge=0, description="Behind its last character.")
    excluded: bool = Field(description="Whether it must not match.")
    field: str | None = Field(description="The field that is tested; null for words and groups.", examples=["steps"])


class SearchTermsDocument(ResponseDocument):
    terms: list[SearchTermDocument]


class CompletionDocument(ResponseDocument):
    text: str = Field(description="What replaces the typed part.", examples=['sampler:"Euler a"'])
    value: str = Field(description="What is suggested: a field or a value.", examples=["Euler a"])
    count: int | None = Field(ge=0, description="Items of the library that have it; null where that is not counted.")


class CompletionsDocument(ResponseDocument):
    start: int = Field(ge=0, description="Where the part begins that is replaced, in characters from 0.")
    end: int = Field(ge=0, description="Behind its last character.")
    completions: list[CompletionDocument]


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
    lists = {
        "kinds": "kind",
        "formats": "format",
        "tools": "tool",
        "models": "model",
        "samplers": "sampler",
        "schedulers": "schedule",
        "loras": "lora",
        "cameras": "camera",
        "lenses": "lens",
        "keywords": "keyword",
        "folders": "folder",
    }
    return {
        "files": found.files,
        "nsfw": found.flags["nsfw"],
        "favourites": found.flags["favourite"],
        "without_pixels": found.without_pixels,
        "hidden": found.hidden,
        "credentials": found.flags["credentials"],
        "duplicates": found.flags["duplicate"],
        **{
            shown: [{"value": value, "count": count} for value, count in found.named[field]]
            for shown, field in lists.items()
        },
        "collections": [{"value": path, "count": count} for path, count in found.collections],
        "shapes": found.shapes,
        "scores": [{"score": score, "count": count} for score, count in found.scores.items()],
    }


def search_terms_document(terms: Sequence[SearchTerm]) -> Json:
    return {"terms": [asdict(term) for term in terms]}


def completions_document(found: Completions) -> Json:
    return {
        "start": found.start,
        "end": found.end,
        "completions": [{"text": one.text, "value": one.value, "count": one.files} for one in found.completions],
    }
