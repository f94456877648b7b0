"""Exports into folders, as they are answered."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from app.export.export_jobs import ExportJob, ExportState
from app.export.folders.folder_export import FAILURES_SHOWN
from app.export.folders.plan import ExportKind
from app.routers.documents.base import Json, ResponseDocument


class ExportFailureDocument(ResponseDocument):
    path: str = Field(description="Path of the original.")
    reason: str = Field(description="Why it was not exported.")
    cure: str = Field(description="What to do.")


class NewNameDocument(ResponseDocument):
    path: str = Field(description="Path of the original.")
    name: str = Field(description="Path below the folder, with a number because its name was taken.")


class ExportDocument(ResponseDocument):
    """An export into a folder. Every file is in one of the five counts."""

    id: str = Field(description="Id of the export.")
    kind: ExportKind = Field(description="What the folder is written for.")
    folder: str = Field(description="The folder.")
    who: str = Field(description="Who started it.")
    state: ExportState = Field(description="Whether it runs, and how it ended.")
    message: str = Field(description="Why it ended before its last file, and what to do; otherwise empty.")
    started_at: float = Field(description="When it was started, in seconds since the epoch.")
    ended_at: float | None = Field(description="When it ended; null while it runs.")
    total: int = Field(ge=0, description="Files that are meant.")
    written: int = Field(ge=0, description="Files that were written and verified.")
    present: int = Field(ge=0, description="Files that an earlier export into the folder had written.")
    left_out: int = Field(ge=0, description="Files that have no caption or no picture for one, or left the library.")
    failed: int = Field(ge=0, description="Files that could not be exported.")
    changed: int = Field(ge=0, description="Files written whose originals have changed since the library read them.")
    bytes: int = Field(ge=0, description="Bytes written.")
    failures: list[ExportFailureDocument] = Field(description=f"The first {FAILURES_SHOWN}; the manifest has all.")
    new_names: list[NewNameDocument] = Field(description=f"The first {FAILURES_SHOWN}; the manifest has all names.")


class ExportsDocument(ResponseDocument):
    """What this server may export into, and the exports since it was started."""

    roots: list[str] = Field(description="Export roots; none: this server writes no folders.")
    parquet: bool = Field(description="Whether this server can write Parquet.")
    exports: list[ExportDocument] = Field(description="Newest first.")


def export_document(job: ExportJob) -> Json:
    result = job.result
    return {
        "id": job.export_id,
        "kind": str(job.plan.kind),
        "folder": str(job.folder),
        "who": job.who,
        "state": str(job.state),
        "message": job.message,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        **{
            name: getattr(result, name)
            for name in ("total", "written", "present", "left_out", "failed", "changed", "bytes")
        },
        "failures": [{"path": each.path, "reason": each.reason, "cure": each.cure} for each in result.failures],
        "new_names": [{"path": each.path, "name": each.name} for each in result.new_names],
    }


def exports_document(roots: Sequence[str], jobs: Sequence[ExportJob], *, parquet: bool) -> Json:
    return {"roots": list(roots), "parquet": parquet, "exports": [export_document(job) for job in jobs]}
