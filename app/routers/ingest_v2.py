"""Start a session and follow it: process, status, active session.

The live stream is not a route here. It is a raw ASGI app (`app.live.StreamEndpoint`, mounted by
`create_app`), because a route of the framework costs each open connection several times its memory.
"""

from __future__ import annotations

import asyncio
import time

from fastapi import APIRouter
from pydantic import Field

from app.domain.priority import Priority
from app.live import status_document
from app.routers.documents.status import (
    ActiveSessionDocument,
    StartedDocument,
    StatusDocument,
    active_document,
    started_document,
)
from app.routers.shared.answers import SurrogateSafeJSONResponse
from app.routers.shared.authentication import AddressDep, PrincipalDep, preset_owner
from app.routers.shared.errors import errors, session_errors
from app.routers.shared.parameters import IngestOptions, ProcessParameters, RequestBody, SessionId
from app.routers.shared.services import ServicesDep

router = APIRouter(tags=["ingest"])


class ProcessRequest(RequestBody):
    parameters: ProcessParameters
    priority: Priority = Field(
        default=Priority.NORMAL,
        description="The session's share of the workers beside other sessions. "
        "Each priority has four times the share of the next lower one.",
    )


@router.post(
    "/api/ingest/process",
    status_code=202,
    summary="Start a session",
    response_model=StartedDocument,
    responses=errors("http_error", "outside_roots", "invalid_request", "invalid_parameters", "database_away"),
)
async def process(body: ProcessRequest, principal: PrincipalDep, services: ServicesDep) -> SurrogateSafeJSONResponse:
    """Returns at once. The session then discovers and reads the files; follow it on its stream. Its options are
    remembered for the media roots of its folders."""
    parameters = await asyncio.to_thread(body.parameters.checked, services.roots)
    options = body.parameters.model_dump(include=set(IngestOptions.model_fields))
    roots = services.roots.roots_of(parameters.directories)
    await services.catalog.presets.remember(preset_owner(principal), roots, options, time.time())
    session_id = await services.supervisor.process(parameters, body.priority)
    return SurrogateSafeJSONResponse(started_document(session_id), status_code=202)


@router.get(
    "/api/ingest/status/{session_id}",
    summary="Get the status of a session",
    response_model=StatusDocument,
    responses=session_errors(),
)
async def get_session_status(
    session_id: SessionId, principal: PrincipalDep, address: AddressDep, services: ServicesDep
) -> SurrogateSafeJSONResponse:
    """For clients that poll: the same document that the live stream sends."""
    answer = SurrogateSafeJSONResponse(status_document(await services.sessions.progress(session_id)))
    services.pollers.note(session_id, principal, address, len(answer.body))
    return answer


@router.get(
    "/api/ingest/active-session",
    summary="Get the newest unfinished session",
    response_model=ActiveSessionDocument,
    responses=errors("database_away"),
)
async def active_session(services: ServicesDep) -> SurrogateSafeJSONResponse:
    """A session is unfinished while it runs, is paused, or is completed and not committed yet."""
    return SurrogateSafeJSONResponse(active_document(await services.sessions.newest_unfinished()))
