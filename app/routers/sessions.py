"""Sessions: look at one, control it, retry its failed files, delete it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.catalog import FailureCause
from app.domain.priority import Priority
from app.live import status_document
from app.routers.documents.base import Json
from app.routers.documents.sessions import (
    CausesDocument,
    DeletedDocument,
    PendingFoldersDocument,
    RetriedDocument,
    SessionDocument,
    causes_document,
    pending_folders_document,
    session_document,
)
from app.routers.documents.status import StatusDocument
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import session_errors
from app.routers.shared.parameters import IDS_MAX, RequestBody, RowNumber, SessionId
from app.routers.shared.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["ingest"])

CONTROL_ERRORS = session_errors("wrong_status")
CHANGE_ERRORS = session_errors("wrong_status", "http_error", "invalid_request")


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

    nsfw_threshold: float = Field(ge=0, le=1, description="A file whose NSFW score is this or more is NSFW.")


@router.patch(
    "/session/{session_id}",
    summary="Move the NSFW threshold of a session",
    response_model=SessionDocument,
    responses=CHANGE_ERRORS,
)
async def change(session_id: SessionId, body: SessionChange, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Labels the files again by the scores that they have, without reading them. Not possible while the session runs,
    and while its files are in the library."""
    await services.nsfw_threshold.move(session_id, body.nsfw_threshold)
    return SurrogateSafeJSONResponse(await _session_document(services, session_id))


async def _session_document(services: Services, session_id: str) -> Json:
    view = await services.sessions.view(session_id)
    return session_document(view, await services.sessions.totals(session_id))


@router.delete(
    "/session/{session_id}", summary="Delete a session", response_model=DeletedDocument, responses=CONTROL_ERRORS
)
async def delete(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Deletes what it staged. The library keeps everything. A running session is cancelled first; one that is being
    committed cannot be deleted."""
    await services.supervisor.delete(session_id)
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
    """Files that are being read are finished; no more are begun."""
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
    folder: str | None = Field(
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
    responses=session_errors("invalid_request"),
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


class Cause(BaseModel):
    """A cause of failure, as `GET /api/ingest/session/{session_id}/failures` lists it; its `files` may stay in it."""

    step: str = Field(description="The step that failed.", examples=["decode"])
    reason: str = Field(description="The reason, word for word.")


class RetryRequest(RequestBody):
    """Which failed files to read again. Without any field: all of them."""

    cause: Cause | None = Field(default=None, description="Only files that failed for this cause.")
    file_ids: list[RowNumber] | None = Field(
        default=None, max_length=IDS_MAX, description="Only these files, by their ids."
    )


@router.post(
    "/retry/{session_id}",
    status_code=202,
    summary="Read failed files again",
    response_model=RetriedDocument,
    responses=CHANGE_ERRORS,
)
async def retry(session_id: SessionId, body: RetryRequest, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Starts a new run of the session, with a stream of its own. Files that a cancelled session left pending are read,
    too."""
    cause = None if body.cause is None else FailureCause(body.cause.step, body.cause.reason, files=0)
    retried = await services.supervisor.retry_failed(session_id, cause=cause, file_ids=body.file_ids)
    return SurrogateSafeJSONResponse({"session_id": session_id, "retried": retried}, status_code=202)


@router.get(
    "/session/{session_id}/failures",
    summary="List why files failed",
    response_model=CausesDocument,
    responses=session_errors(),
)
async def failures(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    return SurrogateSafeJSONResponse(causes_document(await services.sessions.causes(session_id)))
