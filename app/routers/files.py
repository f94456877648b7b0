"""The doors to what a session found: staged files, keywords, thumbnails, originals, the report."""

from __future__ import annotations

import asyncio
import mimetypes
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, Response, StreamingResponse

from app.catalog import LibraryFile, StagedFile
from app.domain.progress import Outcome
from app.domain.report import FileReport, Thumbnail
from app.routers.errors import ApiError
from app.routers.report import as_csv, as_html, as_json, in_chunks
from app.routers.services import Services, ServicesDep

router = APIRouter(prefix="/api/ingest", tags=["results"])

FileId = Annotated[int, Path(ge=1, lt=2**63)]

UNTRUSTED_FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""A stranger's file must never run as a page of ours."""

THUMBNAIL_HEADERS = UNTRUSTED_FILE_HEADERS | {"Cache-Control": "private, max-age=86400, immutable"}
"""An id is never given twice, so what it names never changes."""

SHOWN_FIELDS = tuple(field.name for field in fields(FileReport) if field.name not in ("thumbnail", "blocks"))
"""Of a report; the other two are fetched on their own."""


@router.get("/session/{session_id}/keywords", summary="The keywords a session found, the most frequent first")
async def keywords(
    session_id: str, services: ServicesDep, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> dict[str, object]:
    await services.supervisor.progress(session_id)
    found = await services.catalog.staging.keywords(session_id, limit)
    return {"keywords": [{"keyword": keyword, "count": count} for keyword, count in found]}


@router.get("/file/{file_id}/thumbnail", summary="A staged file's thumbnail", response_class=Response)
async def thumbnail(file_id: FileId, services: ServicesDep) -> Response:
    found = await services.catalog.staging.thumbnail(file_id)
    if found is None:
        raise ApiError(404, "no_thumbnail", f"File {file_id} has no thumbnail.", "Only files that are ok have one.")
    return Response(found.data, media_type=found.media_type, headers=THUMBNAIL_HEADERS)


@router.get("/file/{file_id}/original", summary="A staged file as it lies on the disk", response_class=FileResponse)
async def original(file_id: FileId, services: ServicesDep) -> Response:
    """Only while it lies in a media root; answers range requests, so videos can be wound."""
    file = await services.catalog.staging.file(file_id)
    if file is None:
        raise ApiError(404, "unknown_file", f"There is no file {file_id}.", "Its session may have been deleted.")
    return await original_response(services, file.report)


async def original_response(services: Services, report: FileReport) -> Response:
    """The file itself; ApiError when it is not, or no longer, in a media root."""
    path = report.path
    if not await asyncio.to_thread(_may_serve, services, path):
        raise ApiError(410, "file_gone", f"{path} is no longer there.", "Put it back, or ingest its folder again.")
    kind = mimetypes.guess_type(f"x.{report.format}")[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, headers=UNTRUSTED_FILE_HEADERS)


@router.get("/report/{session_id}", summary="A session's report", response_class=StreamingResponse)
async def report(
    session_id: str,
    services: ServicesDep,
    format: Literal["html", "json", "csv"] = "html",  # noqa: A002
) -> Response:
    """HTML is self-contained: its pictures are inside it."""
    progress = await services.supervisor.progress(session_id)
    row = await services.catalog.sessions.row(session_id)
    assert row is not None
    counts = (await services.preview.show(session_id)).counts
    staged = services.catalog.staging.iterate(session_id)
    headers = {"Content-Disposition": f'attachment; filename="headrace-{session_id}.{format}"'}
    if format == "csv":
        return StreamingResponse(in_chunks(as_csv(staged)), media_type="text/csv", headers=headers)
    runs = (await services.catalog.sessions.runs([session_id]))[session_id]
    causes = await services.catalog.sessions.failure_causes(session_id)
    if format == "json":
        body = as_json(row, progress, runs, counts, staged, causes, file_document)
        return StreamingResponse(in_chunks(body), media_type="application/json", headers=headers)

    def load_thumbnail(file_id: int) -> Thumbnail | None:
        return services.catalog.staging.thumbnail(file_id).result()

    page = as_html(services.templates, row, progress, runs, counts, staged, load_thumbnail, causes)
    headers = {"Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'"}
    return StreamingResponse(in_chunks(page), media_type="text/html", headers=headers)


def file_document(file: StagedFile) -> dict[str, object]:
    """One staged file as the API shows it."""
    shown = {name: _plain(getattr(file.report, name)) for name in SHOWN_FIELDS}
    nsfw = file.report.nsfw
    return shown | {
        "id": file.file_id,
        "outcome": file.outcome,
        "finished_at": file.finished_at,
        "name": FilePath(file.report.path).name,
        "nsfw": nsfw and asdict(nsfw) | {"is_nsfw": file.is_nsfw},
        "thumbnail": f"/api/ingest/file/{file.file_id}/thumbnail" if file.thumbnail_id else None,
        "original": f"/api/ingest/file/{file.file_id}/original",
        "relation": file.relation,
        "choice": file.choice,
        "edited": list(file.edited),
    }


def library_document(file: LibraryFile) -> dict[str, object]:
    """As a staged file is shown. Its picture changes with a commit, so the thumbnail's address names it."""
    shown = file_document(
        StagedFile(file.file_id, Outcome.OK, file.changed_at, file.is_nsfw, file.thumbnail_id, file.report)
    )
    return shown | {
        "added_at": file.added_at,
        "thumbnail": library_thumbnail_address(file),
        "original": f"/api/ingest/library/{file.file_id}/original",
    }


def library_thumbnail_address(file: LibraryFile) -> str | None:
    return f"/api/ingest/library/{file.file_id}/thumbnail?v={file.thumbnail_id}" if file.thumbnail_id else None


def _plain(value: object) -> object:
    """What `asdict` makes of a field, in a third of its time: most fields are plain already."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _may_serve(services: Services, path: str) -> bool:
    return services.roots.contains(path) and FilePath(path).is_file()
