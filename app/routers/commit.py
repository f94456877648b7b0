"""The doors of the commit: begin it, and ask how far it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app.catalog import CommitError, LaterCommit, UndoRefusedError
from app.domain.progress import Progress, Status
from app.routers.errors import ApiError
from app.routers.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["commit"])


class CommitRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    session_id: str


class TakenBack(BaseModel):
    removed: int
    """Files the commit had added; they left the library, never the disk."""
    restored: int
    """Files the commit had updated; they have their old values again."""
    moved_back: int
    """Files to which the commit had given another path."""
    returned: int
    """Files the commit had removed."""


class CommitStatus(BaseModel):
    session_id: str
    status: Status
    committed: int
    """Files written so far; they are in the library only once the status is `committed`."""
    total: int
    progress: int
    """Integer percent; 100 exactly when the commit is done."""
    created: int = 0
    """Files the library did not have before; known once committed, like `updated`."""
    updated: int = 0
    moved: int = 0
    """Library files that have another path now."""
    removed: int = 0
    """Library files that are gone; the disk was not touched."""
    undo: TakenBack | None = None
    """What an undo would take back now: the newest commit that wrote anything, be it an earlier one. Null: nothing."""
    message: str


@router.post("/commit", status_code=202, summary="Write a session's files into the library, all or nothing")
async def commit(body: CommitRequest, services: ServicesDep) -> CommitStatus:
    """Answers at once; progress comes on the session's stream and from `commit-status`."""
    return _status(await services.supervisor.start_commit(body.session_id))


@router.get("/commit-status/{session_id}", summary="How far a commit is")
async def commit_status(session_id: str, services: ServicesDep) -> CommitStatus:
    progress = await services.supervisor.progress(session_id)
    row = await services.catalog.sessions.row(session_id)
    assert row is not None
    counts = {name: getattr(row, name) for name in ("created", "updated", "moved", "removed")}
    undoable = await services.undo.preview(session_id)
    undo = None if undoable is None else TakenBack(**asdict(undoable))
    return _status(progress).model_copy(update={**counts, "undo": undo})


class Undone(TakenBack):
    session_id: str


class UndoError(BaseModel):
    code: Literal["undo_refused", "nothing_to_undo", "wrong_status"]
    message: str
    cure: str
    files: list[str] = []
    """With `undo_refused`: the first hundred of the files that later commits changed, in order of path."""
    files_total: int = 0
    """With `undo_refused`: all of them, counted."""
    commits: list[LaterCommit] = []
    """With `undo_refused`: the commits that changed them, the newest first: undo them in this order."""


class UndoErrorAnswer(BaseModel):
    error: UndoError


@router.post(
    "/undo/{session_id}",
    summary="Take a session's commit back, all or nothing",
    responses={409: {"model": UndoErrorAnswer, "description": "Not taken back; nothing was changed"}},
)
async def undo(session_id: str, services: ServicesDep) -> Undone:
    """Refused, with the first files, when a later commit changed some of them."""
    try:
        result = await services.undo.undo(session_id)
    except UndoRefusedError as error:
        raise ApiError(
            409,
            "undo_refused",
            f"{error}.",
            "Undo the later commits first, the newest before the others.",
            files=error.paths,
            files_total=error.total,
            commits=[asdict(commit) for commit in error.later],
        ) from error
    except CommitError as error:
        raise ApiError(
            409, "nothing_to_undo", f"{error}.", "GET /api/ingest/commit-status/{session_id} says what it wrote."
        ) from error
    return Undone(session_id=session_id, **asdict(result))


def _status(progress: Progress) -> CommitStatus:
    done = progress.status is Status.COMMITTED
    percent = min(99, progress.committed * 100 // max(1, progress.commit_total))
    return CommitStatus(
        session_id=progress.session_id,
        status=progress.status,
        committed=progress.committed,
        total=progress.commit_total,
        progress=100 if done else percent,
        message=progress.message,
    )
