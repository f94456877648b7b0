"""The doors of the history: every session with its parameters, counts, causes, runs and its rate over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from typing import Annotated

from fastapi import APIRouter, Query

from app.catalog import SessionKey, SessionRow
from app.domain.progress import Progress
from app.domain.rate import Rate
from app.domain.runs import Run
from app.live import status_document
from app.routers.errors import ApiError
from app.routers.services import Services, ServicesDep

router = APIRouter(tags=["history"])

CAUSES_SHOWN = 3
SHARED = (
    *("session_id", "status", "waiting", "progress", "ledger", "stats"),
    *("message", "discovery_message", "elapsed_s", "priority", "run", "commit"),
)
"""Fields of the status document that a line of the history has, too."""


@router.get("/api/ingest/sessions", summary="Sessions, newest first")
async def sessions(
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    after: Annotated[str | None, Query(description="`next` of the page before.")] = None,
) -> dict[str, object]:
    """A page of the history; `next` is null on the last one."""
    page = await services.catalog.sessions.page(limit, None if after is None else _key(after))
    runs = await services.catalog.sessions.runs([row.session_id for row in page.rows])
    lines = [await _line(services, row, runs.get(row.session_id, [])) for row in page.rows]
    return {"sessions": lines, "next": page.next and f"{page.next.created_at!r}-{page.next.number}"}


async def _line(services: Services, row: SessionRow, runs: Sequence[Run]) -> dict[str, object]:
    progress = await services.supervisor.progress(row.session_id)
    causes = await services.catalog.sessions.failure_causes(row.session_id) if progress.ledger.failed else []
    document = status_document(progress)
    return {name: document[name] for name in SHARED} | {
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "directories": list(row.parameters.directories),
        "parameters": asdict(row.parameters),
        "runs": [run_document(run, progress) for run in runs],
        "rate": rate_document(row.rate, progress.elapsed),
        "causes": [asdict(cause) for cause in causes[:CAUSES_SHOWN]],
        "more_causes": max(0, len(causes) - CAUSES_SHOWN),
        "created": row.created,
        "updated": row.updated,
    }


def _key(after: str) -> SessionKey:
    created, _, number = after.rpartition("-")
    try:
        key = SessionKey(float(created), int(number))
        if not (isfinite(key.created_at) and 0 < key.number < 2**63):
            raise ValueError(after)
    except ValueError:
        raise ApiError(
            422,
            "invalid_request",
            f"after is {after!r}, which names no page.",
            "Take it from `next` of the page before.",
        ) from None
    return key


def run_document(run: Run, progress: Progress) -> dict[str, object]:
    """One run; the counts of one that is not over are of this moment."""
    now = run.at(progress.ledger, progress.elapsed)
    return {
        "run": now.number,
        "kind": now.kind,
        "step": now.step,
        "reason": now.reason,
        "started_at": now.started_at,
        "ended_at": now.ended_at,
        "status": now.status,
        "elapsed_s": round(now.elapsed, 3),
        "ok": now.ok,
        "failed": now.failed,
        "left": now.left,
    }


def rate_document(rate: Rate, elapsed: float) -> dict[str, object]:
    """Files that finished in each bucket of `bucket_s` seconds of work, and how many a second that is."""
    per_second = [round(value, 3) for value in rate.per_second(elapsed)]
    return {"bucket_s": rate.bucket_s, "files": list(rate.files), "per_second": per_second, "text": rate.text(elapsed)}


def cause_of(run: Run) -> str:
    """Why a run was begun, in words."""
    if run.kind == "cause":
        return f"read again: {run.step}: {run.reason}"
    return {
        "first": "first reading",
        "failed": "all failed files read again",
        "files": "single failed files read again",
        "rest": "what was left read on",
    }[run.kind]
