"""The library: its page, search, and the values by which files can be found."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from app import __version__
from app.catalog import MAX_PAGE_SIZE, LibraryQuery, LibrarySort
from app.domain.client_rules import client_rules
from app.domain.report import Kind
from app.routers.documents.library import (
    FacetsDocument,
    LibraryPageDocument,
    facets_document,
    library_page_document,
)
from app.routers.documents.sessions import KeywordsDocument, keywords_document
from app.routers.shared.answers import PAGE_POLICY, SurrogateSafeJSONResponse
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import KeywordLimit, RequestBody
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["library"])

DATE_FORMS = "`2024`, `2024-05`, `2024-05-06` or `2024-05-06T07:08:09`"

Score = Annotated[int | None, Field(ge=-1, le=5)]
Bytes = Annotated[int | None, Field(ge=0, lt=2**63)]


class LibraryParameters(RequestBody):
    """A file must match all the parameters that are given. Bounds are included."""

    q: str = Field(
        default="",
        max_length=4_000,
        description='Words that path, model, keywords or prompt contain; `"a phrase"` and `-exclusions` work.',
        examples=['sunset "red sky" -ocean'],
    )
    keyword: list[str] = Field(
        default=[], description="Files with exactly this keyword. May be given several times: files with all of them."
    )
    score_from: Score = Field(default=None, description="Lowest score, −1 (rejected) to 5.")
    score_to: Score = Field(default=None, description="Highest score, −1 (rejected) to 5.")
    favourite: bool | None = Field(default=None, description="Only favourites, or only other files.")
    nsfw: bool | None = Field(default=None, description="Only files that are NSFW, or only those that are not.")
    tool: str | None = Field(default=None, description="Exactly this generation tool.", examples=["comfyui"])
    model: str | None = Field(default=None, description="Exactly this generation model.")
    kind: Kind | None = Field(default=None, description="Only images or only videos.")
    format: str | None = Field(default=None, description="Exactly this file format.", examples=["png"])
    captured_from: str | None = Field(
        default=None, description=f"Taken at or after this date, by the clock where it was taken: {DATE_FORMS}."
    )
    captured_to: str | None = Field(
        default=None, description="Taken at or before this date. `2024-05` includes all of May."
    )
    added_from: str | None = Field(default=None, description=f"Committed at or after this date, in UTC: {DATE_FORMS}.")
    added_to: str | None = Field(default=None, description="Committed at or before this date, in UTC.")
    size_from: Bytes = Field(default=None, description="Smallest size, in bytes.")
    size_to: Bytes = Field(default=None, description="Largest size, in bytes.")
    folder: str | None = Field(default=None, description="Files in this folder or below it; an absolute path.")
    sort: LibrarySort = Field(default="added", description="Sort by this field. Files without a value come last.")
    order: Literal["asc", "desc"] = Field(default="desc", description="Ascending or descending.")
    limit: int = Field(default=60, ge=1, le=MAX_PAGE_SIZE, description="At most this many files.")
    after: str | None = Field(default=None, description="The `next` of the previous page.")

    def query(self) -> LibraryQuery:
        """Return the search. Raises `ApiError` when it makes no sense."""
        values = self.model_dump(exclude={"q", "keyword"})
        try:
            return LibraryQuery(words=self.q, keywords=tuple(self.keyword), **values)
        except ValueError as error:
            raise ApiError("invalid_query", f"{error}.", "Correct the value and search again.") from error


@router.get("/library", response_class=HTMLResponse, summary="Open the library page")
async def page(request: Request, services: ServicesDep) -> Response:
    return services.templates.TemplateResponse(
        request,
        "library.html",
        {"page": {"version": __version__, "rules": client_rules()}},
        headers={"Content-Security-Policy": PAGE_POLICY},
    )


@router.get(
    "/api/library/files",
    summary="Search the library",
    response_model=LibraryPageDocument,
    responses=errors("invalid_request", "invalid_query", "database_away"),
)
async def files(parameters: Annotated[LibraryParameters, Query()], services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Returns one page. Pages stay consistent while files are added: no file appears twice."""
    found = await services.catalog.search.page(parameters.query())
    return SurrogateSafeJSONResponse(await asyncio.to_thread(library_page_document, found))


@router.get(
    "/api/library/facets",
    summary="List the values by which files can be found",
    response_model=FacetsDocument,
    responses=errors("database_away"),
)
async def facets(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Kinds, formats, tools and models with their numbers of files; the 200 most frequent values of each."""
    return SurrogateSafeJSONResponse(facets_document(await services.catalog.search.facets()))


@router.get(
    "/api/library/keywords",
    summary="List the keywords of the library",
    response_model=KeywordsDocument,
    responses=errors("invalid_request", "database_away"),
)
async def keywords(
    services: ServicesDep,
    prefix: Annotated[str, Query(description="Only keywords that begin with this text, in any case.")] = "",
    limit: KeywordLimit = 20,
) -> SurrogateSafeJSONResponse:
    """The most frequent first."""
    return SurrogateSafeJSONResponse(keywords_document(await services.catalog.search.keywords(prefix, limit)))
