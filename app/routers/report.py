"""The report of a session, to save or to print."""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from app.routers.documents.report import ReportDocument
from app.routers.shared.errors import session_errors
from app.routers.shared.parameters import SessionId
from app.routers.shared.report_formats import as_csv, as_html, as_json, in_chunks
from app.routers.shared.services import ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["results"])

TEXT: dict[str, Any] = {"schema": {"type": "string"}}
REPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report in the format that was asked for.",
        "model": ReportDocument,
        "content": {"text/html": TEXT, "text/csv": TEXT},
    }
}
HTML_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'"


@router.get(
    "/report/{session_id}",
    summary="Get the report of a session",
    response_class=StreamingResponse,
    responses=REPORT | session_errors(),
)
async def report(
    session_id: SessionId,
    services: ServicesDep,
    format: Annotated[  # noqa: A002
        Literal["html", "json", "csv"],
        Query(description="`html`: a self-contained page; `json`: everything; `csv`: one line per file."),
    ] = "html",
) -> Response:
    """All files of the session with its runs, causes of failure and rate over time. The HTML report contains its
    pictures."""
    found = await services.reports.collect(session_id)
    headers = {"Content-Disposition": f'attachment; filename="headrace-{session_id}.{format}"'}
    if format == "csv":
        pieces, kind = as_csv(found), "text/csv"
    elif format == "json":
        pieces, kind = as_json(found), "application/json"
    else:
        pieces, kind = as_html(found, services.templates), "text/html"
        headers = {"Content-Security-Policy": HTML_POLICY}
    chunks = in_chunks(pieces)
    # Read the first chunk before the answer begins: until then an error still gets a status of its own.
    first = await asyncio.to_thread(next, chunks)
    return StreamingResponse(chain([first], chunks), media_type=kind, headers=headers)
