"""Saved searches: a name and a search of the library, which is asked anew each time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import Field

from app.access import Action
from app.catalog import LibraryQuery, SavedSearch
from app.domain.review.collections import NAME_LENGTH
from app.ingest.review.collections import SavedSearches
from app.ingest.review.library_edits import Caller
from app.routers.documents.base import Json, ResponseDocument
from app.routers.edit_library.requests import RequestName
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.library_selection import SearchText, parse_search
from app.routers.shared.parameters import RequestBody, check_name
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/library/searches", tags=["library"])

SearchId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the saved search.")]
SearchName = Annotated[str, Field(max_length=NAME_LENGTH, description=f"1 to {NAME_LENGTH} visible characters.")]
SAVED = "What it asks: a query of `GET /api/library/files`, with filters and order."


class NewSearch(RequestBody):
    name: SearchName
    search: SearchText = Field(description=SAVED, examples=["q=sunset&score_from=3&sort=captured"])
    request: RequestName = ""


class SearchChange(RequestBody):
    """What to change; what is left out stays."""

    name: SearchName | None = Field(default=None, description="Another name.")
    search: SearchText | None = Field(default=None, description=SAVED)
    request: RequestName = ""


class SavedSearchDocument(ResponseDocument):
    """A search under a name."""

    id: int = Field(ge=1, description="Id of the saved search.")
    name: str = Field(description="Its name.")
    search: str = Field(description=SAVED)
    files: int | None = Field(ge=0, description="Items that match now; null for a search that is no longer valid.")


class SavedSearchesDocument(ResponseDocument):
    searches: list[SavedSearchDocument] = Field(description="In order of name.")


@router.get(
    "", summary="List the saved searches", response_model=SavedSearchesDocument, responses=errors("database_away")
)
async def searches(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """All of them, with the number of files that each finds now."""
    found = await services.saved_searches.all()
    return SurrogateSafeJSONResponse({"searches": await _documents(services.saved_searches, found)})


@router.post(
    "",
    status_code=201,
    summary="Save a search",
    response_model=SavedSearchDocument,
    responses=errors(
        "name_taken", "too_many_searches", "invalid_request", "invalid_query", "database_away", "http_error"
    ),
)
async def add(
    body: NewSearch, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """At most 100."""
    name = check_name(body.name, "saved search")
    parse_search(body.search)
    saved = await services.saved_searches.add(name, body.search, Caller(caller.name, body.request))
    await audit(Action.EDIT_SAVED_SEARCH, name, search=body.search)
    return SurrogateSafeJSONResponse((await _documents(services.saved_searches, [saved]))[0], status_code=201)


@router.patch(
    "/{search_id}",
    summary="Rename or replace a saved search",
    response_model=SavedSearchDocument,
    responses=errors("unknown_search", "name_taken", "invalid_request", "invalid_query", "database_away", "http_error"),
)
async def change(
    search_id: SearchId, body: SearchChange, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    name = None if body.name is None else check_name(body.name, "saved search")
    if body.search is not None:
        parse_search(body.search)
    who = Caller(caller.name, body.request)
    saved = await services.saved_searches.change(search_id, name, body.search, who)
    if saved is None:
        raise _unknown(search_id)
    await audit(Action.EDIT_SAVED_SEARCH, saved.name, search=saved.search)
    return SurrogateSafeJSONResponse((await _documents(services.saved_searches, [saved]))[0])


@router.delete(
    "/{search_id}",
    status_code=204,
    summary="Delete a saved search",
    responses=errors("unknown_search", "invalid_request", "database_away"),
)
async def delete(search_id: SearchId, services: ServicesDep, caller: PrincipalDep, audit: AuditDep) -> Response:
    """What it finds stays."""
    if not await services.saved_searches.delete(search_id, Caller(caller.name)):
        raise _unknown(search_id)
    await audit(Action.EDIT_SAVED_SEARCH, str(search_id), deleted=True)
    return Response(status_code=204)


async def _documents(store: SavedSearches, found: list[SavedSearch]) -> list[Json]:
    queries = {each.search_id: query for each in found if (query := _query_of(each)) is not None}
    counts = dict(zip(queries, await store.count(list(queries.values())), strict=True))
    return [
        {"id": each.search_id, "name": each.name, "search": each.search, "files": counts.get(each.search_id)}
        for each in found
    ]


def _query_of(saved: SavedSearch) -> LibraryQuery | None:
    """Return what a search asks; None if the query language has changed since, so that it is no longer valid."""
    try:
        return parse_search(saved.search)
    except ApiError:
        return None


def _unknown(search_id: int) -> ApiError:
    return ApiError("unknown_search", f"There is no saved search {search_id}.", "GET /api/library/searches lists them.")
