"""The library: its page, search, and the values by which files can be found."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from app import __version__
from app.catalog import FIELDS, MAX_QUERY_LENGTH, QueryLanguageError, list_terms
from app.domain.client_rules import client_rules
from app.ingest.review.file_views import Window
from app.routers.documents.access import caller_document
from app.routers.documents.errors import RefusedQueryAnswer
from app.routers.documents.files import LibraryFileDocument, library_document
from app.routers.documents.library import (
    CompletionsDocument,
    FacetsDocument,
    LibraryFoldersDocument,
    LibraryPageDocument,
    SearchTermsDocument,
    completions_document,
    facets_document,
    library_folders_document,
    library_page_document,
    library_window_document,
    search_terms_document,
)
from app.routers.documents.sessions import KeywordsDocument, keywords_document
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.library_parameters import LibraryPageParameters, LibraryParameters, refuse_query
from app.routers.shared.parameters import FileId, FolderPath, Keyword, KeywordLimit
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["library"])

SearchText = Annotated[str, Query(max_length=MAX_QUERY_LENGTH, description="What is typed into the search field.")]


@router.get("/library", response_class=HTMLResponse, summary="Open the library page")
async def page(request: Request, principal: PrincipalDep, services: ServicesDep) -> Response:
    config = {"version": __version__, "rules": client_rules(), "caller": caller_document(principal)}
    tiles = services.map_tiles
    return services.templates.TemplateResponse(
        request,
        "library.html",
        {"page": config, "search_fields": sorted(field.name for field in FIELDS), "map_tiles": tiles},
        headers={"Content-Security-Policy": tiles.policy} if tiles else None,
    )


@router.get(
    "/api/library/files",
    summary="Search the library",
    response_model=LibraryPageDocument,
    responses=errors("invalid_request", "invalid_query", "database_away", model=RefusedQueryAnswer),
)
async def files(
    parameters: Annotated[LibraryPageParameters, Query()], services: ServicesDep
) -> SurrogateSafeJSONResponse:
    """Returns one page. Pages stay consistent while files are added: no file appears twice. With `view`, the answer
    begins at a place, and `after` does not matter."""
    if (view := parameters.view) is not None:
        window = Window(view, parameters.offset, parameters.around, parameters.limit)
        part = await services.library_files.window(parameters.query(), window)
        return SurrogateSafeJSONResponse(await asyncio.to_thread(library_window_document, view, part))
    if parameters.hidden:
        raise ApiError("invalid_query", "Hidden files are listed in a view.", "Add view=new.")
    found = await services.catalog.search.page(parameters.query())
    return SurrogateSafeJSONResponse(await asyncio.to_thread(library_page_document, found))


@router.get(
    "/api/library/file/{file_id}",
    summary="Get a library file",
    response_model=LibraryFileDocument,
    responses=errors("unknown_file", "invalid_request", "database_away"),
)
async def file(file_id: FileId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """The file with its whole texts, of which lists have excerpts."""
    found = await services.catalog.library.file(file_id)
    if found is None:
        raise ApiError("unknown_file", f"The library has no file {file_id}.", "An undo may have removed it.")
    return SurrogateSafeJSONResponse(library_document(found))


@router.get(
    "/api/library/facets",
    summary="Count the values of the files that match a search",
    response_model=FacetsDocument,
    responses=errors("invalid_request", "invalid_query", "database_away", model=RefusedQueryAnswer),
)
async def facets(parameters: Annotated[LibraryParameters, Query()], services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Takes the parameters of a search, of which order and pages do not matter. Without any, the whole library."""
    return SurrogateSafeJSONResponse(facets_document(await services.catalog.search.facets(parameters.query())))


@router.get(
    "/api/library/terms",
    summary="Parse a search",
    response_model=SearchTermsDocument,
    responses=errors("invalid_request", "invalid_query", model=RefusedQueryAnswer),
)
async def terms(q: SearchText) -> SurrogateSafeJSONResponse:
    """The parts that must all match. Of a search that cannot be understood, the error has `position` and `length`, in
    characters from 0."""
    try:
        return SurrogateSafeJSONResponse(search_terms_document(list_terms(q)))
    except QueryLanguageError as error:
        raise refuse_query(error) from error


@router.get(
    "/api/library/completions",
    summary="Complete what is typed into the search",
    response_model=CompletionsDocument,
    responses=errors("invalid_request", "database_away"),
)
async def completions(
    q: SearchText,
    services: ServicesDep,
    place: Annotated[
        int | None,
        Query(
            ge=0,
            le=MAX_QUERY_LENGTH,
            description="Where the cursor is, in characters from 0. Without it: at the end.",
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="At most this many.")] = 12,
) -> SurrogateSafeJSONResponse:
    """Fields, and behind a colon the values of the field, the most frequent first."""
    at = len(q) if place is None else min(place, len(q))
    return SurrogateSafeJSONResponse(completions_document(await services.catalog.search.completions(q, at, limit)))


@router.get(
    "/api/library/keywords",
    summary="List the keywords of the library",
    response_model=KeywordsDocument,
    responses=errors("invalid_request", "database_away"),
)
async def keywords(
    services: ServicesDep,
    prefix: Annotated[Keyword, Query(description="Only keywords that begin with this text, in any case.")] = "",
    limit: KeywordLimit = 20,
) -> SurrogateSafeJSONResponse:
    """The most frequent first."""
    return SurrogateSafeJSONResponse(keywords_document(await services.catalog.search.keywords(prefix, limit)))


@router.get(
    "/api/library/folders",
    summary="Find folders of the library",
    response_model=LibraryFoldersDocument,
    responses=errors("invalid_request", "database_away"),
)
async def folders(
    services: ServicesDep,
    part: Annotated[FolderPath, Query(description="Only folders whose path contains this text, in any case.")] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="At most this many folders.")] = 20,
) -> SurrogateSafeJSONResponse:
    """Folders whose own name contains the text come first."""
    return SurrogateSafeJSONResponse(library_folders_document(await services.library_folders.find(part, limit)))
