"""Commit a session into the library, and undo that."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from app.routers.documents.commits import (
    CommitStatusDocument,
    UndoErrorAnswer,
    UndoneDocument,
    commit_status_document,
    started_commit_document,
    undone_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.errors import errors, session_errors
from app.routers.shared.parameters import RequestBody, SessionId
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["commit"])


class CommitRequest(RequestBody):
    session_id: str = Field(description="Id of the session.", examples=["20260131-154500-1f3a9c"])


@router.post(
    "/commit",
    status_code=202,
    summary="Commit a session",
    response_model=CommitStatusDocument,
    responses=session_errors("wrong_status", "http_error", "invalid_request"),
)
async def commit(body: CommitRequest, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Writes all files of the session into the library, or none. Returns at once; progress is on the session's stream
    and in `commit-status`."""
    progress = await services.supervisor.start_commit(body.session_id)
    return SurrogateSafeJSONResponse(started_commit_document(progress), status_code=202)


@router.get(
    "/commit-status/{session_id}",
    summary="Get the progress of a commit",
    response_model=CommitStatusDocument,
    responses=session_errors(),
)
async def commit_status(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Also returns what the commit did, and what an undo would take back."""
    return SurrogateSafeJSONResponse(commit_status_document(await services.sessions.commit(session_id)))


@router.post(
    "/undo/{session_id}",
    summary="Undo a session's commit",
    response_model=UndoneDocument,
    responses=session_errors() | errors("wrong_status", "undo_refused", "nothing_to_undo", model=UndoErrorAnswer),
)
async def undo(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Takes back all of the session's newest commit, or nothing. Refused when later commits changed some of its files.
    The commit of a deleted session can be undone, too."""
    result = await services.undo.undo(session_id)
    return SurrogateSafeJSONResponse(undone_document(session_id, result))
