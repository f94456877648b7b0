"""The doors of Ingest V2: the page, sessions from start to deletion, and their status.

The live stream itself is not here: it is raw ASGI (`app.live.StreamEndpoint`, mounted on the roof),
because a route of the framework costs each open connection several times its memory.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from app import __version__
from app.catalog import FailureCause
from app.domain.client_rules import client_rules
from app.domain.parameters import DEFAULT_NSFW_THRESHOLD, Parameters
from app.domain.pattern import DEFAULT_PATTERN
from app.domain.priority import Priority
from app.domain.progress import ACTIVE, Status
from app.ingest.disk.media_roots import MediaRoots
from app.ingest.sessions.pending_files import count_upwards
from app.live import status_document
from app.routers.errors import ApiError
from app.routers.history import rate_document, run_document
from app.routers.preview import IDS_MAX, RowNumber
from app.routers.services import ServicesDep

router = APIRouter(tags=["ingest"])

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Names and prompts are strangers' text: even if one became markup, it could run nothing and call nowhere."""

ROLLOUT_COOKIE = "headrace_rollout"
ROLLOUT_COOKIE_AGE_S = 365 * 24 * 3600


class ProcessParameters(BaseModel):
    """What to ingest and how."""

    model_config = ConfigDict(extra="forbid")

    directories: list[str] = Field(default=[], description="Folders inside the media roots.")
    directory: str | None = Field(default=None, description="One folder: the older form of `directories`.")
    pattern: str = Field(default=DEFAULT_PATTERN, description="Globs separated by `|`, any case.")
    recursive: bool = True
    enable_nsfw_detection: bool = True
    nsfw_threshold: float = Field(default=DEFAULT_NSFW_THRESHOLD, ge=0, le=1)
    extract_metadata: bool = True
    extract_keywords: bool = True
    import_scores: bool = True
    skip_existing: bool = Field(default=True, description="Pass over files that the library has, unchanged.")
    max_files: int | None = Field(default=None, ge=1, description="Stop after this many files.")

    def checked(self, roots: MediaRoots) -> Parameters:
        """Raises `OutsideRootsError` for a folder the server may not read, ApiError for a bad pattern."""
        chosen = [*self.directories, *([self.directory] if self.directory is not None else [])]
        folders = tuple(dict.fromkeys(str(roots.resolve_folder(folder)) for folder in chosen))
        options = self.model_dump(exclude={"directories", "directory"})
        try:
            return Parameters(directories=folders, **options)
        except ValueError as error:
            raise ApiError(422, "invalid_parameters", f"{error}.", "Correct the value and start again.") from error


class ProcessRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    parameters: ProcessParameters
    priority: Priority = Field(default=Priority.NORMAL, description="Beside other sessions that run: `low` to `high`.")


class SessionStarted(BaseModel):
    session_id: str
    status: Status


@router.get("/", include_in_schema=False)
async def root() -> RedirectResponse:
    return RedirectResponse("/ingest-v2")


@router.get("/ingest-v2", response_class=HTMLResponse, summary="The page")
async def page(request: Request, services: ServicesDep) -> Response:
    """Configure → Process → Preview → Commit."""
    place = _rollout_place(request)
    config = {
        "transport": "stream" if place < services.rollout_percent else "poll",
        "version": __version__,
        "nsfw": asdict(services.nsfw),
        "defaults": ProcessParameters().model_dump(exclude={"directories", "directory"}),
        "roots": [str(folder) for folder in services.roots.folders],
        "rules": client_rules(),
    }
    response = services.templates.TemplateResponse(
        request, "ingest_v2.html", {"page": config}, headers={"Content-Security-Policy": PAGE_POLICY}
    )
    response.set_cookie(ROLLOUT_COOKIE, str(place), max_age=ROLLOUT_COOKIE_AGE_S, samesite="lax", httponly=True)
    return response


def _rollout_place(request: Request) -> int:
    """This browser's place from 0 to 99; kept in a cookie, so that a rising percentage only ever adds browsers."""
    kept = request.cookies.get(ROLLOUT_COOKIE, "")
    return int(kept) if kept.isascii() and kept.isdigit() and int(kept) < 100 else secrets.randbelow(100)


@router.post("/api/ingest/process", status_code=202, summary="Start a session")
async def process(body: ProcessRequest, services: ServicesDep) -> SessionStarted:
    """Answers at once; discovery runs inside the session."""
    parameters = await asyncio.to_thread(body.parameters.checked, services.roots)
    session_id = await services.supervisor.process(parameters, body.priority)
    return SessionStarted(session_id=session_id, status=Status.STARTING)


@router.get("/api/ingest/status/{session_id}", summary="Where a session stands")
async def get_session_status(session_id: str, services: ServicesDep) -> dict[str, object]:
    """The stream's polling twin: the same fields from the same source."""
    return status_document(await services.supervisor.progress(session_id))


@router.get("/api/ingest/active-session", summary="The newest session that is not over")
async def active_session(services: ServicesDep) -> dict[str, object]:
    """Being processed or committed, or waiting to be committed; null when there is none."""
    row = await services.catalog.sessions.newest({*ACTIVE, Status.COMPLETED})
    return {"session": row and status_document(await services.supervisor.progress(row.session_id))}


@router.get("/api/ingest/session/{session_id}", summary="One session with its parameters and totals")
async def session(session_id: str, services: ServicesDep) -> dict[str, object]:
    progress = await services.supervisor.progress(session_id)
    row = await services.catalog.sessions.row(session_id)
    totals = await services.catalog.sessions.totals(session_id)
    runs = await services.catalog.sessions.runs([session_id])
    assert row is not None
    return {
        "session_id": session_id,
        "status": progress.status,
        "created_at": row.created_at,
        "parameters": asdict(row.parameters),
        "progress": status_document(progress),
        "totals": asdict(totals),
        "ended_at": row.ended_at,
        "runs": [run_document(run, progress) for run in runs[session_id]],
        "rate": rate_document(row.rate, progress.elapsed),
    }


@router.post("/api/ingest/cancel/{session_id}", summary="Stop a session at once")
async def cancel(session_id: str, services: ServicesDep) -> dict[str, object]:
    """What was read stays staged and can be committed."""
    await services.supervisor.progress(session_id)
    await services.supervisor.cancel(session_id)
    return await get_session_status(session_id, services)


@router.post("/api/ingest/pause/{session_id}", summary="Take no more files for now")
async def pause(session_id: str, services: ServicesDep) -> dict[str, object]:
    await services.supervisor.pause(session_id)
    return await get_session_status(session_id, services)


@router.post("/api/ingest/resume/{session_id}", summary="Go on with a paused session")
async def resume(session_id: str, services: ServicesDep) -> dict[str, object]:
    await services.supervisor.resume(session_id)
    return await get_session_status(session_id, services)


class PriorityRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    priority: Priority


@router.post("/api/ingest/session/{session_id}/priority", summary="Give a session a larger or smaller share")
async def set_priority(session_id: str, body: PriorityRequest, services: ServicesDep) -> dict[str, object]:
    """While it is being processed; sessions of the same priority share the workers equally."""
    return status_document(await services.supervisor.set_priority(session_id, body.priority))


class NextRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    folder: str | None = Field(description="Its pending files come before the others; null: none do.")


@router.post("/api/ingest/session/{session_id}/next", summary="Do this folder next")
async def read_next(session_id: str, body: NextRequest, services: ServicesDep) -> dict[str, object]:
    """While the session is being processed. Kept through a restart, and forgotten once nothing is left below it."""
    return status_document(await services.supervisor.read_next(session_id, body.folder or ""))


@router.get("/api/ingest/session/{session_id}/pending-folders", summary="Where pending files lie")
async def pending_folders(
    session_id: str, services: ServicesDep, limit: Annotated[int, Field(ge=1, le=1000)] = 200
) -> dict[str, object]:
    """Folders with the number of pending files anywhere below each, the fullest first."""
    await services.supervisor.progress(session_id)
    direct = await services.catalog.staging.count_pending_by_folder(session_id)
    row = await services.catalog.sessions.row(session_id)
    assert row is not None
    below = count_upwards(direct, row.parameters.directories)
    fullest = sorted(below.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return {"folders": [{"path": path, "pending": files} for path, files in fullest], "complete": len(below) <= limit}


class Cause(BaseModel):
    """Why files failed, as `GET /api/ingest/session/{session_id}/failures` names it."""

    step: str
    reason: str


class RetryRequest(BaseModel):
    """Which failed files to read again; with neither field, all of them."""

    model_config = ConfigDict(extra="forbid")

    cause: Cause | None = None
    file_ids: list[RowNumber] | None = Field(default=None, max_length=IDS_MAX)


@router.post("/api/ingest/retry/{session_id}", status_code=202, summary="Read failed files once more")
async def retry(session_id: str, body: RetryRequest, services: ServicesDep) -> dict[str, object]:
    cause = None if body.cause is None else FailureCause(body.cause.step, body.cause.reason, files=0)
    retried = await services.supervisor.retry_failed(session_id, cause=cause, file_ids=body.file_ids)
    return {"session_id": session_id, "retried": retried}


@router.get("/api/ingest/session/{session_id}/failures", summary="Why files failed, grouped by cause")
async def failures(session_id: str, services: ServicesDep) -> dict[str, object]:
    await services.supervisor.progress(session_id)
    causes = await services.catalog.sessions.failure_causes(session_id)
    return {"causes": [asdict(cause) for cause in causes]}


@router.delete("/api/ingest/session/{session_id}", summary="Forget a session")
async def delete(session_id: str, services: ServicesDep) -> dict[str, object]:
    """Its staged files go; the library keeps everything. A running session is cancelled first."""
    await services.supervisor.delete(session_id)
    return {"session_id": session_id, "deleted": True}


@router.get("/api/ingest/capabilities", summary="What this server can do")
async def capabilities(services: ServicesDep) -> dict[str, object]:
    return {"version": __version__, "nsfw": asdict(services.nsfw)}
