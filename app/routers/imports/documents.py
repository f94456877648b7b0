"""Imports, and what they would change, as they are answered."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from app.domain.review.import_summary import ImportKind, ImportPlan
from app.domain.review.imports import MatchedBy, NotMatched
from app.importing.import_jobs import ImportJob, ImportState
from app.importing.spool import UnmatchedEntry
from app.routers.documents.base import Json, ResponseDocument
from app.routers.edit_library.documents import ImportSummaryDocument, import_summary_document

UNMATCHED_SHOWN = 20


class UnmatchedDocument(ResponseDocument):
    """Something that the source says, for which there is no library file."""

    source: str = Field(description="Where the source says it: the path of a sidecar, or the row of a database.")
    path: str = Field(description="Path of the file by the source; empty where it could not be read.")
    reason: NotMatched = Field(
        description="`unknown`: no such file; `ambiguous`: several could be meant; `other_size`: the file of this name"
        " and folder has another size; `unreadable`: the entry could not be read."
    )
    details: str = Field(description="What was wrong with an entry that could not be read; otherwise empty.")


class MatchedDocument(ResponseDocument):
    """How many entries were matched with library files, by what."""

    path: int = Field(ge=0, description="By the path.")
    hash: int = Field(ge=0, description="By the hash of the bytes.")
    folder: int = Field(ge=0, description="By the name and the folders above it, as far as they agree.")
    size: int = Field(ge=0, description="By name and size.")
    time: int = Field(ge=0, description="By name and modification time.")


class ImportDocument(ResponseDocument):
    """A source that was read, or is being read. Nothing is changed before it is applied."""

    id: str = Field(description="Id of the import.")
    path: str = Field(description="The source.")
    kind: ImportKind | None = Field(description="What it is; null until it was recognised.")
    who: str = Field(description="Who started it.")
    state: ImportState = Field(description="Whether it is being read, and how that ended.")
    message: str = Field(description="Why it could not be read, and what to do; otherwise empty.")
    started_at: float = Field(description="When it was started, in seconds since the epoch.")
    read: int = Field(ge=0, description="Entries that were read, with those that are damaged.")
    files: int = Field(ge=0, description="Library files that it says something about.")
    matched: MatchedDocument
    not_matched: int = Field(ge=0, description="Entries without a library file.")
    unmatched: list[UnmatchedDocument] = Field(
        description=f"The first {UNMATCHED_SHOWN} of them; GET …/unmatched has all."
    )


class ImportsDocument(ResponseDocument):
    """The imports since the server was started, as far as they are kept."""

    roots: list[str] = Field(description="Media roots: sources lie in them.")
    imports: list[ImportDocument] = Field(description="Newest first.")


class ImportPlanDocument(ResponseDocument):
    """What an import would change."""

    plan: str = Field(description="Names what is said here; two plans with the same name do the same.")
    summary: ImportSummaryDocument


def import_document(job: ImportJob) -> Json:
    spool = job.spool
    matched = spool.matched if spool else {}
    return {
        "id": job.import_id,
        "path": job.path,
        "kind": None if job.kind is None else str(job.kind),
        "who": job.who,
        "state": str(job.state),
        "message": job.message,
        "started_at": job.started_at,
        "read": job.read,
        "files": spool.files if spool else 0,
        "matched": {str(by): matched.get(by, 0) for by in MatchedBy},
        "not_matched": sum(spool.not_matched.values()) if spool else 0,
        "unmatched": [_unmatched_document(each) for each in spool.first_unmatched(UNMATCHED_SHOWN)] if spool else [],
    }


def import_news_document(job: ImportJob) -> Json:
    """Return what the library's stream says of an import."""
    return {"id": job.import_id, "state": str(job.state), "read": job.read}


def imports_document(roots: Sequence[str], jobs: Sequence[ImportJob]) -> Json:
    return {"roots": list(roots), "imports": [import_document(job) for job in jobs]}


def import_plan_document(plan: ImportPlan) -> Json:
    return {"plan": plan.token, "summary": import_summary_document(plan.summary)}


def _unmatched_document(entry: UnmatchedEntry) -> Json:
    return {"source": entry.source, "path": entry.path, "reason": str(entry.reason), "details": entry.details}
