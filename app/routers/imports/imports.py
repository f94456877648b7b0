"""Imports into the library: read a source, say what would change, and do that as one step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import Field
from starlette.concurrency import iterate_in_threadpool

from app.access import Action
from app.domain.review.import_summary import ImportKind
from app.domain.review.imports import ConflictRule
from app.importing.import_jobs import ImportBusyError, ImportJob, ImportNotReadyError, UnknownImportError
from app.importing.unmatched_table import write_unmatched
from app.ingest.review.library_edits import Caller
from app.routers.edit_library.documents import LibraryStepMadeDocument
from app.routers.edit_library.requests import RequestName, answer_step
from app.routers.imports.documents import (
    ImportDocument,
    ImportPlanDocument,
    ImportsDocument,
    import_document,
    import_plan_document,
    imports_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse, name_attachment
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.parameters import FolderPath, RequestBody
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/library/imports", tags=["library"])

ID_LENGTH = 32
PLAN_LENGTH = 32
T = TypeVar("T")
ImportId = Annotated[str, Path(max_length=ID_LENGTH, description="Id of the import.")]
TABLE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The table.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
CONFLICT = (
    "What becomes of a value that differs: `fill`: it stays, empty ones are filled, keywords and collections are"
    " united; `theirs`: it is replaced, keywords too; `mine`: it stays, and so do lists that have entries."
)


class ImportRequest(RequestBody):
    """What to read."""

    path: FolderPath = Field(
        description="Absolute path in a media root: a folder with sidecars, or a file such as a database."
    )
    kind: ImportKind | None = Field(default=None, description="What it is; null: it is recognised.")


class ApplyRequest(RequestBody):
    """The plan that is to be carried out, and the rule that it was made by."""

    conflict: ConflictRule = Field(default=ConflictRule.FILL, description=CONFLICT)
    plan: str = Field(max_length=PLAN_LENGTH, description="The `plan` that was shown.")
    request: RequestName = ""


@router.get("", summary="List the imports of this server", response_model=ImportsDocument)
async def imports(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """The newest since it was started. `GET /api/library/stream` says what changes: events `import`, and `importing`
    while a source is read."""
    roots = [str(folder) for folder in services.roots.folders]
    return SurrogateSafeJSONResponse(imports_document(roots, services.imports.jobs))


@router.post(
    "",
    status_code=202,
    summary="Read a source to import",
    response_model=ImportDocument,
    responses=errors("invalid_request", "outside_roots", "import_busy", "http_error"),
)
async def start_import(body: ImportRequest, services: ServicesDep, caller: PrincipalDep) -> SurrogateSafeJSONResponse:
    """Answers at once; the source is read in the server, and matched with library files. Neither is changed."""
    try:
        job = await services.imports.start(body.path, body.kind, caller.name)
    except ImportBusyError as error:
        raise ApiError("import_busy", f"{error}.", "Wait until one has ended, or cancel it.") from error
    return SurrogateSafeJSONResponse(import_document(job), status_code=202)


@router.get(
    "/{import_id}",
    summary="Get an import",
    response_model=ImportDocument,
    responses=errors("unknown_import", "invalid_request"),
)
async def get_import(import_id: ImportId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(import_document(_find(services.imports.find, import_id)))


@router.post(
    "/{import_id}/cancel",
    summary="Cancel the reading of an import",
    response_model=ImportDocument,
    responses=errors("unknown_import", "invalid_request"),
)
async def cancel_import(import_id: ImportId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """One that was read stays as it is."""
    return SurrogateSafeJSONResponse(import_document(_find(services.imports.cancel, import_id)))


@router.get(
    "/{import_id}/plan",
    summary="Say what an import would change",
    response_model=ImportPlanDocument,
    responses=errors("unknown_import", "import_not_ready", "invalid_request", "database_away"),
)
async def plan(
    import_id: ImportId,
    services: ServicesDep,
    conflict: Annotated[ConflictRule, Query(description=CONFLICT)] = ConflictRule.FILL,
) -> SurrogateSafeJSONResponse:
    found = await _use(import_id, services.imports.plan(import_id, conflict))
    return SurrogateSafeJSONResponse(import_plan_document(found))


@router.post(
    "/{import_id}/apply",
    summary="Import in one step",
    response_model=LibraryStepMadeDocument,
    responses=errors(
        "unknown_import", "import_not_ready", "plan_changed", "invalid_request", "database_away", "http_error"
    ),
)
async def apply(
    import_id: ImportId, body: ApplyRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Does exactly what the plan said, or nothing. Undo it as any other step of the library."""
    who = Caller(caller.name, body.request)
    result = await _use(
        import_id,
        services.imports.carry_out(
            import_id, body.conflict, body.plan, services.library_edits.report_to(who), caller.name
        ),
    )
    services.library_edits.publish("made", result, who)
    return await answer_step(audit, Action.EDIT_LIBRARY, result)


@router.get(
    "/{import_id}/unmatched",
    summary="Download what an import found no library file for",
    response_class=StreamingResponse,
    responses=TABLE | errors("unknown_import", "import_not_ready", "invalid_request"),
)
async def unmatched(import_id: ImportId, services: ServicesDep) -> Response:
    """Columns `source`, `path`, `reason` and `details`, as in an import's `unmatched`."""

    async def send() -> AsyncIterator[bytes]:
        async with services.imports.use(import_id) as spool:
            async for piece in iterate_in_threadpool(write_unmatched(spool)):
                yield piece

    await _use(import_id, services.imports.require_read(import_id))
    headers = name_attachment("headrace-unmatched.csv")
    return StreamingResponse(send(), media_type="text/csv", headers=headers)


def _find(find: Callable[[str], ImportJob], import_id: str) -> ImportJob:
    try:
        return find(import_id)
    except UnknownImportError as error:
        raise _of_unknown(import_id) from error


async def _use(import_id: str, wanted: Awaitable[T]) -> T:
    try:
        return await wanted
    except UnknownImportError as error:
        raise _of_unknown(import_id) from error
    except ImportNotReadyError as error:
        cure = "Wait until it is read; one that could not be read must be started again."
        raise ApiError("import_not_ready", f"Not possible: {error}", cure) from error


def _of_unknown(import_id: str) -> ApiError:
    return ApiError("unknown_import", f"There is no import {import_id}.", "GET /api/library/imports lists them.")
