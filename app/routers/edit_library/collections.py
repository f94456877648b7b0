"""Collections of library files. What is done to them is a step like other edits: it is undone and redone with those."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from app.access import Action
from app.catalog import CollectionCount
from app.domain.access import Principal
from app.domain.review.collections import MAX_COLLECTIONS, NAME_LENGTH, SEPARATOR, CollectionAct
from app.ingest.review.library_edits import Caller
from app.routers.documents.base import Json, ResponseDocument
from app.routers.edit_library.documents import LibraryStepMadeDocument
from app.routers.edit_library.requests import RequestName, answer_step
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import Audit, AuditDep, PrincipalDep
from app.routers.shared.errors import errors
from app.routers.shared.library_selection import SelectionRequest
from app.routers.shared.parameters import FileIds, RequestBody, RowNumber, check_name
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(prefix="/api/library/collections", tags=["library"])

CollectionId = Annotated[int, Path(ge=1, lt=2**63, description="Id of the collection.")]
CollectionName = Annotated[
    str, Field(max_length=NAME_LENGTH, description=f"1 to {NAME_LENGTH} visible characters, without “/”.")
]


class NewCollection(RequestBody):
    name: CollectionName
    parent: RowNumber | None = Field(default=None, description="The collection that it belongs to; null: none.")
    request: RequestName = ""


class CollectionChangeRequest(RequestBody):
    """What to change; what is left out stays."""

    name: CollectionName | None = Field(default=None, description="Another name.")
    parent: RowNumber | None = Field(default=None, description="Another place: in this collection, or null for none.")
    request: RequestName = ""


class CollectionFilesRequest(SelectionRequest):
    """Which files."""

    request: RequestName = ""


class CollectionOrderRequest(RequestBody):
    """Which files come where."""

    file_ids: FileIds = Field(min_length=1, description="Files of the collection itself, in their new order.")
    before: RowNumber | None = Field(
        default=None, description="The file of the collection before which they come; null: at the end."
    )
    request: RequestName = ""


class CollectionDocument(ResponseDocument):
    """A collection of library files."""

    id: int = Field(ge=1, description="Id of the collection.")
    name: str = Field(description="Its name.")
    parent: int | None = Field(description="The collection that it belongs to; null at the top.")
    path: str = Field(description="The names that lead to it, as `collection:` takes them.", examples=["Trips/Rome"])
    files: int = Field(ge=0, description="Items in it and in those below it, each counted once.")
    own_files: int = Field(ge=0, description="Items in it alone.")


class CollectionsDocument(ResponseDocument):
    collections: list[CollectionDocument] = Field(
        max_length=MAX_COLLECTIONS, description="Each before those below it; those of one place by name."
    )


@router.get("", summary="List the collections", response_model=CollectionsDocument, responses=errors("database_away"))
async def collections(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """All of them, with the number of their files. Hidden files do not count."""
    found = await services.collections.all()
    return SurrogateSafeJSONResponse({"collections": [_document(each) for each in found]})


@router.post(
    "",
    status_code=201,
    summary="Create a collection",
    response_model=LibraryStepMadeDocument,
    responses=errors(
        "unknown_collection", "name_taken", "collection_refused", "invalid_request", "database_away", "http_error"
    ),
)
async def create(
    body: NewCollection, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """The step that is answered has the id of the collection."""
    name = check_name(body.name, "collection", without=SEPARATOR)
    result = await services.collections.create(name, body.parent, Caller(caller.name, body.request))
    return await answer_step(audit, Action.EDIT_COLLECTION, result, status=201)


@router.patch(
    "/{collection_id}",
    summary="Rename or move a collection",
    response_model=LibraryStepMadeDocument,
    responses=errors(
        "unknown_collection", "name_taken", "collection_refused", "invalid_request", "database_away", "http_error"
    ),
)
async def change(
    collection_id: CollectionId,
    body: CollectionChangeRequest,
    services: ServicesDep,
    caller: PrincipalDep,
    audit: AuditDep,
) -> SurrogateSafeJSONResponse:
    """Never into itself, or into one that is below it."""
    name = None if body.name is None else check_name(body.name, "collection", without=SEPARATOR)
    move_to = (body.parent,) if "parent" in body.model_fields_set else None
    result = await services.collections.change(collection_id, name, move_to, Caller(caller.name, body.request))
    return await answer_step(audit, Action.EDIT_COLLECTION, result)


@router.delete(
    "/{collection_id}",
    summary="Delete a collection",
    response_model=LibraryStepMadeDocument,
    responses=errors("unknown_collection", "invalid_request", "database_away"),
)
async def delete(
    collection_id: CollectionId, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """With all collections below it. Their files stay in the library, and an undo brings the collections back."""
    result = await services.collections.delete(collection_id, Caller(caller.name))
    return await answer_step(audit, Action.EDIT_COLLECTION, result)


@router.post(
    "/{collection_id}/files",
    summary="Add files to a collection",
    response_model=LibraryStepMadeDocument,
    responses=errors("unknown_collection", "invalid_request", "invalid_query", "database_away", "http_error"),
)
async def add_files(
    collection_id: CollectionId,
    body: CollectionFilesRequest,
    services: ServicesDep,
    caller: PrincipalDep,
    audit: AuditDep,
) -> SurrogateSafeJSONResponse:
    """Behind those that it has, in the order in which they came into the library. Who names one file of an item means
    all of its files."""
    return await _change_files(collection_id, CollectionAct.ADD, body, services, caller, audit)


@router.post(
    "/{collection_id}/files/remove",
    summary="Remove files from a collection",
    response_model=LibraryStepMadeDocument,
    responses=errors("unknown_collection", "invalid_request", "invalid_query", "database_away", "http_error"),
)
async def remove_files(
    collection_id: CollectionId,
    body: CollectionFilesRequest,
    services: ServicesDep,
    caller: PrincipalDep,
    audit: AuditDep,
) -> SurrogateSafeJSONResponse:
    """They stay in the library and in other collections, also in those below this one."""
    return await _change_files(collection_id, CollectionAct.REMOVE, body, services, caller, audit)


@router.post(
    "/{collection_id}/files/order",
    summary="Order the files of a collection by hand",
    response_model=LibraryStepMadeDocument,
    responses=errors("unknown_collection", "collection_refused", "invalid_request", "database_away", "http_error"),
)
async def order_files(
    collection_id: CollectionId,
    body: CollectionOrderRequest,
    services: ServicesDep,
    caller: PrincipalDep,
    audit: AuditDep,
) -> SurrogateSafeJSONResponse:
    """`GET /api/library/files?collection=…&sort=collection&order=asc` lists them in this order."""
    who = Caller(caller.name, body.request)
    result = await services.collections.order_files(collection_id, body.file_ids, body.before, who)
    return await answer_step(audit, Action.EDIT_COLLECTION, result)


async def _change_files(
    collection_id: int,
    act: CollectionAct,
    body: CollectionFilesRequest,
    services: Services,
    caller: Principal,
    audit: Audit,
) -> SurrogateSafeJSONResponse:
    who = Caller(caller.name, body.request)
    result = await services.collections.change_files(collection_id, body.selection(), act, who)
    return await answer_step(audit, Action.EDIT_COLLECTION, result)


def _document(found: CollectionCount) -> Json:
    own = found.collection
    return {
        "id": own.collection_id,
        "name": own.name,
        "parent": own.parent_id,
        "path": found.path,
        "files": found.files,
        "own_files": found.own_files,
    }
