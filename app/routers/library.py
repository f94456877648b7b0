"""The doors to the library: its page, files that fit a search, and what can be searched by."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from app import __version__
from app.catalog import MAX_PAGE_SIZE, LibraryQuery, LibrarySort
from app.domain.client_rules import client_rules
from app.domain.report import Kind
from app.routers.errors import ApiError
from app.routers.files import library_document
from app.routers.ingest_v2 import PAGE_POLICY
from app.routers.services import ServicesDep

router = APIRouter(tags=["library"])

Score = Annotated[int | None, Field(ge=-1, le=5)]
Bytes = Annotated[int | None, Field(ge=0, lt=2**63)]
Date = Annotated[str | None, Field(description="`2024`, `2024-05`, `2024-05-06` or `2024-05-06T07:08:09`.")]


class LibraryParameters(BaseModel):
    """What is left out does not matter; all that is given must hold for a file. Bounds are included."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=4_000, description='Words, `"phrases"` and `-exclusions`.')
    keyword: list[str] = Field(default=[], description="Exactly; may be given several times.")
    score_from: Score = None
    score_to: Score = None
    favourite: bool | None = None
    nsfw: bool | None = None
    tool: str | None = None
    model: str | None = None
    kind: Kind | None = None
    format: str | None = None
    captured_from: Date = None
    captured_to: Date = None
    added_from: Date = Field(default=None, description="As above, in UTC.")
    added_to: Date = None
    size_from: Bytes = None
    size_to: Bytes = None
    folder: str | None = Field(default=None, description="Files somewhere below it.")
    sort: LibrarySort = "added"
    order: Literal["asc", "desc"] = "desc"
    limit: int = Field(default=60, ge=1, le=MAX_PAGE_SIZE)
    after: str | None = Field(default=None, description="The `next` of the page before.")

    def query(self) -> LibraryQuery:
        """Raises ApiError when it makes no sense."""
        values = self.model_dump(exclude={"q", "keyword"})
        try:
            return LibraryQuery(words=self.q, keywords=tuple(self.keyword), **values)
        except ValueError as error:
            raise ApiError(422, "invalid_query", f"{error}.", "Correct it and search again.") from error


@router.get("/library", response_class=HTMLResponse, summary="The library's page")
async def page(request: Request, services: ServicesDep) -> Response:
    return services.templates.TemplateResponse(
        request,
        "library.html",
        {"page": {"version": __version__, "rules": client_rules()}},
        headers={"Content-Security-Policy": PAGE_POLICY},
    )


@router.get("/api/library/files", summary="Files of the library that fit, a page at a time")
async def files(parameters: Annotated[LibraryParameters, Query()], services: ServicesDep) -> dict[str, object]:
    """`next` is the `after` of the following page, null on the last. The first page has `total`: where `total_is_exact`
    is false, there are more. `pending` changes of the library are not searched yet."""
    found = await services.catalog.search.page(parameters.query())
    return {
        "files": [library_document(file) for file in found.files],
        "next": found.next,
        "total": found.total,
        "total_is_exact": found.is_total_exact,
        "pending": found.pending,
    }


@router.get("/api/library/facets", summary="The library's kinds, formats, tools and models, each with its files")
async def facets(services: ServicesDep) -> dict[str, object]:
    """Of each the 200 most frequent, those first."""
    found = asdict(await services.catalog.search.facets())
    return {
        name: [{"value": value, "count": count} for value, count in shown] if isinstance(shown, list) else shown
        for name, shown in found.items()
    }


@router.get("/api/library/keywords", summary="The library's keywords that begin so, the most frequent first")
async def keywords(
    services: ServicesDep, prefix: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 20
) -> dict[str, object]:
    found = await services.catalog.search.keywords(prefix, limit)
    return {"keywords": [{"keyword": keyword, "count": count} for keyword, count in found]}
