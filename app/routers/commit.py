"""Commit a session into the library, and undo that."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from app.access import Action
from app.routers.documents.commits import (
    CommitJournalDocument,
    CommitStatusDocument,
    UndoErrorAnswer,
    UndoneDocument,
    commit_journal_document,
    commit_status_document,
    started_commit_document,
    undone_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AuditDep
from app.routers.shared.errors import errors, session_errors
from app.routers.shared.parameters import SESSION_ID_LENGTH, RequestBody, SessionId
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["commit"])


class CommitRequest(RequestBody):
    session_id: str = Field(
        max_length=SESSION_ID_LENGTH, description="Id of the session.", examples=["20260131-154500-1f3a9c"]
    )


@router.post(
    "/commit",
    status_code=202,
    summary="Commit a session",
    response_model=CommitStatusDocument,
    responses=session_errors("wrong_status", "http_error"),
)
async def commit(body: CommitRequest, services: ServicesDep, audit: AuditDep) -> SurrogateSafeJSONResponse:
    """Writes all files of the session into the library, or none. Returns at once; progress is on the session's stream
    and in `commit-status`."""
    progress = await services.supervisor.start_commit(body.session_id)
    await audit(Action.COMMIT, body.session_id)
    return SurrogateSafeJSONResponse(started_commit_document(progress), status_code=202)


@router.get(
    "/commit-status/{session_id}",
    summary="Get the progress of a commit",
    response_model=CommitStatusDocument,
    responses=session_errors(),
)
async def commit_status(session_id: SessionId, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Also returns what the commit did, and what an undo would revert."""
    return SurrogateSafeJSONResponse(commit_status_document(await services.sessions.commit(session_id)))


@router.get(
    "/session/{session_id}/commits",
    summary="List a session's commits",
    response_model=CommitJournalDocument,
    responses=session_errors(),
)
async def commits(
    session_id: SessionId,
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=500, description="At most this many commits, the newest.")] = 50,
) -> SurrogateSafeJSONResponse:
    """What each of them did when it was made, and whether it was undone."""
    journal = await services.sessions.journal(session_id, limit)
    return SurrogateSafeJSONResponse(commit_journal_document(session_id, journal))


@router.post(
    "/undo/{session_id}",
    summary="Undo a session's commit",
    response_model=UndoneDocument,
    responses=session_errors() | errors("wrong_status", "undo_refused", "nothing_to_undo", model=UndoErrorAnswer),
)
async def undo(session_id: SessionId, services: ServicesDep, audit: AuditDep) -> SurrogateSafeJSONResponse:
    """Reverts the session's newest commit as a whole, or nothing. Refused when later commits changed some of its files.
    The commit of a deleted session can be undone, too."""
    result = await services.undo.undo(session_id)
    await audit(Action.UNDO, session_id)
    return SurrogateSafeJSONResponse(undone_document(session_id, result))
