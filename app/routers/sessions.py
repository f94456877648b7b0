"""Sessions: look at one, control it, retry its failed files, delete it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.access import Action
from app.catalog import FailureCause
from app.domain.access import CredentialKind, Principal
from app.domain.priority import Priority
from app.domain.runs import Pending
from app.ingest.sessions.states import WrongStatusError
from app.ingest.workers.activity import RECENT_KEPT
from app.live import status_document
from app.routers.documents.base import Json
from app.routers.documents.sessions import (
    ActivityDocument,
    CausesDocument,
    DeletedDocument,
    PendingFoldersDocument,
    RetriedDocument,
    SessionDocument,
    SkippedDocument,
    activity_document,
    causes_document,
    pending_folders_document,
    session_document,
)
from app.routers.documents.status import StatusDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep, PrincipalDep
from app.routers.shared.errors import ApiError, session_errors
from app.routers.shared.parameters import FileIds, FolderPath, Reason, RequestBody, RowNumber, SessionId
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["ingest"])

CONTROL_ERRORS = session_errors("wrong_status")
CHANGE_ERRORS = session_errors("wrong_status", "http_error")


@router.get(
    "/session/{session_id}",
    summary="Get a session with its parameters, runs and totals",
    response_model=SessionDocument,
    responses=session_errors(),
)
async def session(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(await _session_document(services, session_id))


class SessionChange(RequestBody):
    """What can be changed after a session has read its files."""

    nsfw_threshold: float = Field(ge=0, le=1, description="A file is NSFW if its score is this or more.")


@router.patch(
    "/session/{session_id}",
    summary="Change the NSFW threshold of a session",
    response_model=SessionDocument,
    responses=CHANGE_ERRORS,
)
async def change(
    session_id: SessionId, body: SessionChange, services: ServicesDep, audit: AuditDep
) -> SurrogateSafeJSONResponse:
    """Labels the files again by their stored scores, without reading them. Not possible while the session runs,
    or while its files are in the library."""
    await services.nsfw_threshold.move(session_id, body.nsfw_threshold)
    await audit(Action.MOVE_NSFW_THRESHOLD, session_id, nsfw_threshold=body.nsfw_threshold)
    return SurrogateSafeJSONResponse(await _session_document(services, session_id))


async def _session_document(services: Services, session_id: str) -> Json:
    view = await services.sessions.view(session_id)
    return session_document(view, await services.sessions.totals(session_id))


@router.delete(
    "/session/{session_id}", summary="Delete a session", response_model=DeletedDocument, responses=CONTROL_ERRORS
)
async def delete(session_id: SessionId, services: ServicesDep, audit: AuditDep) -> SurrogateSafeJSONResponse:
    """Deletes what it staged. The library keeps everything. A running session is cancelled first; one that is being
    committed cannot be deleted."""
    await services.supervisor.delete(session_id)
    await audit(Action.DELETE_SESSION, session_id)
    return SurrogateSafeJSONResponse({"session_id": session_id, "deleted": True})


@router.post(
    "/cancel/{session_id}",
    summary="Stop a session at once",
    response_model=StatusDocument,
    responses=CONTROL_ERRORS,
)
async def cancel(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Files that were read stay staged and can be committed."""
    await services.sessions.progress(session_id)
    await services.supervisor.cancel(session_id)
    return SurrogateSafeJSONResponse(status_document(await services.sessions.progress(session_id)))


@router.post("/pause/{session_id}", summary="Pause a session", response_model=StatusDocument, responses=CONTROL_ERRORS)
async def pause(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """No more files are started. One that is still being read a moment later is read again after the pause."""
    await services.supervisor.pause(session_id)
    return SurrogateSafeJSONResponse(status_document(await services.sessions.progress(session_id)))


@router.post(
    "/resume/{session_id}", summary="Resume a paused session", response_model=StatusDocument, responses=CONTROL_ERRORS
)
async def resume(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """A session that waits for media or database resumes automatically; resuming it is refused."""
    await services.supervisor.resume(session_id)
    return SurrogateSafeJSONResponse(status_document(await services.sessions.progress(session_id)))


class PriorityRequest(RequestBody):
    priority: Priority = Field(description="The session's share of the workers beside other sessions.")


@router.post(
    "/session/{session_id}/priority",
    summary="Change a session's share of the workers",
    response_model=StatusDocument,
    responses=CHANGE_ERRORS,
)
async def set_priority(
    session_id: SessionId, body: PriorityRequest, services: ServicesDep
) -> SurrogateSafeJSONResponse:
    """Possible while the session is being processed. Sessions of one priority share the workers equally."""
    progress = await services.supervisor.set_priority(session_id, body.priority)
    return SurrogateSafeJSONResponse(status_document(progress))


class NextRequest(RequestBody):
    folder: FolderPath | None = Field(
        description="Path of a folder whose pending files are read before the others; null: no folder comes first."
    )


@router.post(
    "/session/{session_id}/next",
    summary="Read a folder next",
    response_model=StatusDocument,
    responses=CHANGE_ERRORS,
)
async def read_next(session_id: SessionId, body: NextRequest, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Possible while the session is being processed. Kept through a restart, until nothing below the folder is
    pending."""
    progress = await services.supervisor.read_next(session_id, body.folder or "")
    return SurrogateSafeJSONResponse(status_document(progress))


@router.get(
    "/session/{session_id}/pending-folders",
    summary="List folders with pending files",
    response_model=PendingFoldersDocument,
    responses=session_errors(),
)
async def pending_folders(
    session_id: SessionId,
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most this many folders.")] = 200,
) -> SurrogateSafeJSONResponse:
    """Each folder counts the pending files in it and below it."""
    return SurrogateSafeJSONResponse(
        pending_folders_document(await services.sessions.pending_folders(session_id, limit))
    )


@router.get(
    "/session/{session_id}/activity",
    summary="See which files are being read, and which were read last",
    response_model=ActivityDocument,
    responses=session_errors(),
)
async def activity(
    session_id: SessionId,
    services: ServicesDep,
    after: Annotated[
        int, Query(ge=0, lt=2**63, description="Only files whose `number` is greater: what was not shown yet.")
    ] = 0,
    limit: Annotated[int, Query(ge=0, le=RECENT_KEPT, description="At most this many recent files.")] = 24,
) -> SurrogateSafeJSONResponse:
    """What a page shows beside the stream. Only the server that reads the files knows it, and only since its start; but
    where the time went is stored, once a second."""
    view = await services.sessions.view(session_id)
    activities = services.supervisor.activities
    found = activities.find(session_id)
    document = activity_document(found, after, limit, activities.file_timeout_s, view.row.time_spent)
    return SurrogateSafeJSONResponse(document)


class SkipRequest(RequestBody):
    file_id: RowNumber = Field(description="Id of a file that is being read, as `activity` lists it.")


@router.post(
    "/session/{session_id}/skip",
    status_code=202,
    summary="Skip a file that is being read",
    response_model=SkippedDocument,
    responses=CHANGE_ERRORS,
)
async def skip(
    session_id: SessionId, body: SkipRequest, services: ServicesDep, principal: PrincipalDep
) -> SurrogateSafeJSONResponse:
    """Stops its reading at once. The file fails, with the name of who skipped it as the reason, and can be retried."""
    await services.sessions.progress(session_id)
    reason = f"skipped by {_name_of(principal)}"
    if not services.supervisor.activities.find(session_id).skip(body.file_id, reason):
        raise WrongStatusError(f"file {body.file_id} is not being read")
    return SurrogateSafeJSONResponse({"session_id": session_id, "file_id": body.file_id}, status_code=202)


def _name_of(principal: Principal) -> str:
    """Return who made a request, as the reason of a failure names them: without accounts nobody has a name."""
    return "the user" if principal.credential.kind is CredentialKind.LOCAL else principal.name


class Cause(BaseModel):
    """A cause of failure, as `GET /api/ingest/session/{session_id}/failures` lists it; its `files` may stay in it."""

    step: str = Field(max_length=64, pattern="^[a-z_]+$", description="The step that failed.", examples=["decode"])
    reason: Reason = Field(description="The reason, word for word.")


class RetryRequest(RequestBody):
    """Which files to read again. Without any field: all failed ones, and all that are pending."""

    cause: Cause | None = Field(default=None, description="Only files that failed for this cause.")
    file_ids: FileIds | None = Field(default=None, description="Only these files, by their ids.")
    pending: Pending = Field(
        default=Pending.ALSO,
        description="Files that a cancelled session had not read: `also` reads them with the failed ones, `only` reads "
        "them and no failed one, `leave` leaves them pending and the session cancelled.",
    )


@router.post(
    "/retry/{session_id}",
    status_code=202,
    summary="Read failed or remaining files",
    response_model=RetriedDocument,
    responses=CHANGE_ERRORS,
)
async def retry(session_id: SessionId, body: RetryRequest, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Starts a new run of the session, with a stream of its own. By default it also reads the files that a cancelled
    session left pending."""
    if body.pending is Pending.ONLY and (body.cause is not None or body.file_ids is not None):
        raise ApiError(
            "invalid_request",
            "With pending `only`, no failed file is read.",
            "Leave out cause and file_ids, or choose another value for pending.",
        )
    cause = None if body.cause is None else FailureCause(body.cause.step, body.cause.reason, files=0)
    retried = await services.supervisor.retry_failed(
        session_id, cause=cause, file_ids=body.file_ids, pending=body.pending
    )
    return SurrogateSafeJSONResponse({"session_id": session_id, "retried": retried}, status_code=202)


@router.get(
    "/session/{session_id}/failures",
    summary="List why files failed",
    response_model=CausesDocument,
    responses=session_errors(),
)
async def failures(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(causes_document(await services.sessions.causes(session_id)))
