"""Exports into folders of the server: start, list, follow, cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from app.access import Action
from app.export.export_jobs import ExportBusyError, ExportJob, UnknownExportError
from app.export.folders.export_roots import OutsideExportRootsError
from app.export.folders.plan import (
    CONCEPT_LENGTH,
    DEFAULT_CAPTION,
    DEFAULT_NAMES,
    REPEATS_MAX,
    ExportKind,
    ExportPlan,
)
from app.export.folders.template import TEMPLATE_LENGTH
from app.export.tables.parquet import is_parquet_there
from app.routers.documents.errors import RefusedQueryAnswer
from app.routers.exports.documents import ExportDocument, ExportsDocument, export_document, exports_document
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, errors
from app.routers.shared.library_selection import SelectionRequest
from app.routers.shared.parameters import FolderPath
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/library/exports", tags=["library"])

ID_LENGTH = 32
ExportId = Annotated[str, Path(max_length=ID_LENGTH, description="Id of the export.")]


class ExportRequest(SelectionRequest):
    """Which files, and what to write into which folder."""

    kind: ExportKind = Field(default=ExportKind.COPIES, description="What the folder is written for.")
    folder: FolderPath = Field(description="Absolute path of a folder in an export root; made if it is missing.")
    names: str = Field(
        default=DEFAULT_NAMES, max_length=TEMPLATE_LENGTH, description="Template of names, without the extension."
    )
    caption: str = Field(default=DEFAULT_CAPTION, max_length=TEMPLATE_LENGTH, description="Template of captions.")
    links: bool = Field(default=False, description="Hard links instead of copies, on one disk only.")
    xmp: bool = Field(default=False, description="With `copies`: an XMP sidecar beside each copy, too.")
    repeats: int = Field(default=1, ge=1, le=REPEATS_MAX, description="With `kohya`: the number of its folder.")
    concept: str = Field(
        default="pictures", max_length=CONCEPT_LENGTH, description="With `kohya`: the name of its folder."
    )

    def plan(self) -> ExportPlan:
        """Return what is to be written. Raises `ApiError` when it makes no sense."""
        names = ("kind", "names", "caption", "links", "xmp", "repeats", "concept")
        try:
            return ExportPlan(**{name: getattr(self, name) for name in names})
        except ValueError as error:
            raise ApiError("invalid_export", f"{error}.", "Correct the value and try again.") from error


@router.get(
    "",
    summary="List the exports of this server",
    response_model=ExportsDocument,
)
async def exports(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Those since it was started. `GET /api/library/stream` says what changes: events `export`, and `exporting` while
    one runs."""
    jobs = services.exports
    roots = [str(folder) for folder in jobs.roots.folders]
    return SurrogateSafeJSONResponse(exports_document(roots, jobs.jobs, parquet=is_parquet_there()))


@router.post(
    "",
    status_code=202,
    summary="Export library files into a folder",
    response_model=ExportDocument,
    responses=errors(
        "invalid_request",
        "invalid_query",
        "invalid_export",
        "outside_export_roots",
        "export_busy",
        "database_away",
        "http_error",
        model=RefusedQueryAnswer,
    ),
)
async def start_export(
    body: ExportRequest, services: ServicesDep, caller: PrincipalDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Answers at once; the export runs in the server. Nothing in the folder is overwritten. Another export of the same
    kind into the folder continues where the first one ended."""
    plan = body.plan()
    ids = await services.library_edits.find_ids(body.selection())
    if plan.includes_companions:
        ids = await services.catalog.search.with_companions(ids)
    try:
        job = await services.exports.start(plan, body.folder, ids, caller.name)
    except OutsideExportRootsError as error:
        raise ApiError("outside_export_roots", f"{error}.", "GET /api/library/exports lists the roots.") from error
    except ExportBusyError as error:
        raise ApiError("export_busy", f"{error}.", "Wait until it has ended, or cancel it.") from error
    await audit(Action.EXPORT, job.export_id, kind=str(plan.kind), files=len(ids))
    return SurrogateSafeJSONResponse(export_document(job), status_code=202)


@router.get(
    "/{export_id}",
    summary="Get an export",
    response_model=ExportDocument,
    responses=errors("unknown_export", "invalid_request"),
)
async def export(export_id: ExportId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(export_document(_find(services.exports.find, export_id)))


@router.post(
    "/{export_id}/cancel",
    summary="Cancel an export",
    response_model=ExportDocument,
    responses=errors("unknown_export", "invalid_request"),
)
async def cancel_export(export_id: ExportId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """It ends after the piece that it is writing; what was written stays, and another export can continue. One that is
    over stays as it is."""
    return SurrogateSafeJSONResponse(export_document(_find(services.exports.cancel, export_id)))


def _find(find: Callable[[str], ExportJob], export_id: str) -> ExportJob:
    try:
        return find(export_id)
    except UnknownExportError as error:
        raise ApiError(
            "unknown_export", f"There is no export {export_id}.", "GET /api/library/exports lists them."
        ) from error
