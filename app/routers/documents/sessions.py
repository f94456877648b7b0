"""Sessions: parameters, runs, rate over time, causes of failure, totals, and the lists of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pydantic import Field

from app.catalog import FailureCause, Totals
from app.domain.progress import Progress, Status
from app.domain.rate import Rate
from app.domain.runs import Run, RunKind
from app.ingest.sessions.view import HistoryEntry, HistoryPage, PendingFolders, SessionView
from app.live import status_document
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.status import StatusDocument, StatusSummary

CAUSES_SHOWN = 3
"""Causes of failure that an entry of the history names."""


class ParametersDocument(ResponseDocument):
    """The options that a session was started with."""

    directories: list[str] = Field(description="Absolute paths of the folders.")
    pattern: str = Field(description="Globs separated by `|`, in any case.", examples=["*.png|*.mp4"])
    recursive: bool = Field(description="Whether folders below were read too.")
    enable_nsfw_detection: bool = Field(description="Whether pictures and videos got an NSFW score.")
    nsfw_threshold: float = Field(ge=0, le=1, description="A file whose NSFW score is this or more is NSFW.")
    extract_metadata: bool = Field(description="Whether metadata and generation data were kept.")
    extract_keywords: bool = Field(description="Whether keywords were collected.")
    import_scores: bool = Field(description="Whether scores and favourites were imported.")
    skip_existing: bool = Field(description="Whether files that the library has, unchanged, were skipped.")
    max_files: int | None = Field(ge=1, description="Discovery stopped after this many files; null: no limit.")


class RunDocument(ResponseDocument):
    """One run of a session: the first reading, or a retry. For a run that has not ended, the counts are current."""

    run: int = Field(ge=1, description="Number of the run in its session, from 1.")
    kind: RunKind
    step: str | None = Field(description="With `cause`: the step that had failed.")
    reason: str | None = Field(description="With `cause`: the reason for which files had failed.")
    started_at: float = Field(description="In Unix seconds.")
    ended_at: float | None = Field(description="In Unix seconds; null while the run has not ended.")
    status: Status | None = Field(description="How the run ended; null while it has not.")
    elapsed_s: float = Field(ge=0, description="Seconds of work.")
    ok: int = Field(ge=0, description="Files that this run read.")
    failed: int = Field(ge=0, description="Files that failed in this run.")
    left: int = Field(ge=0, description="Files that were still pending when it ended.")


class RateDocument(ResponseDocument):
    """How many files finished over time. Time is seconds of work, without pauses."""

    bucket_s: float = Field(gt=0, description="Seconds that each bucket lasts.")
    files: list[int] = Field(description="Files that finished in each bucket, oldest first.")
    per_second: list[float] = Field(description="Files per second in each bucket.")
    text: str = Field(description="The rate in a sentence; empty while no file has finished.")


class CauseDocument(ResponseDocument):
    """One reason for which files failed."""

    step: str = Field(description="The reading step that failed.", examples=["decode"])
    reason: str = Field(description="Why, in words.", examples=["the file is cut short"])
    files: int = Field(ge=1, description="Files that failed for this reason.")


class CausesDocument(ResponseDocument):
    causes: list[CauseDocument] = Field(description="The most frequent cause first.")


class TotalsDocument(ResponseDocument):
    """What a commit would bring into the library; files that the user left out do not count."""

    ok: int = Field(ge=0, description="Files that were read and are to be applied.")
    failed: int = Field(ge=0, description="Files that failed.")
    skipped: int = Field(ge=0, description="Files that the library already has, unchanged.")
    nsfw: int = Field(ge=0, description="Of the `ok` files: those that are NSFW.")
    images: int = Field(ge=0, description="Of the `ok` files: images.")
    videos: int = Field(ge=0, description="Of the `ok` files: videos.")
    bytes: int = Field(ge=0, description="Size of the `ok` files together, in bytes.")
    with_prompt: int = Field(ge=0, description="Of the `ok` files: those with a prompt.")
    with_score: int = Field(ge=0, description="Of the `ok` files: those with a score.")
    warnings: int = Field(ge=0, description="Of the `ok` files: those with at least one warning.")


class SessionDocument(ResponseDocument):
    """One session with its parameters, runs and totals."""

    session_id: str = Field(description="Id of the session.")
    status: Status
    created_at: float = Field(description="When it was started, in Unix seconds.")
    parameters: ParametersDocument
    progress: StatusDocument = Field(description="The status document.")
    totals: TotalsDocument
    ended_at: float | None = Field(description="When its newest run ended, in Unix seconds; null while one runs.")
    runs: list[RunDocument] = Field(description="Oldest first.")
    rate: RateDocument


class HistoryEntryDocument(StatusSummary):
    """One session in the history."""

    created_at: float = Field(description="When it was started, in Unix seconds.")
    ended_at: float | None = Field(description="When its newest run ended, in Unix seconds; null while one runs.")
    directories: list[str] = Field(description="The folders, as in `parameters`.")
    parameters: ParametersDocument
    runs: list[RunDocument] = Field(description="Oldest first.")
    rate: RateDocument
    causes: list[CauseDocument] = Field(
        max_length=CAUSES_SHOWN, description=f"The {CAUSES_SHOWN} most frequent causes of failure."
    )
    more_causes: int = Field(ge=0, description="How many more causes there are.")
    created: int = Field(ge=0, description="Library files that its last commit added.")
    updated: int = Field(ge=0, description="Library files that its last commit changed.")


class HistoryDocument(ResponseDocument):
    """One page of the history."""

    sessions: list[HistoryEntryDocument] = Field(description="Newest first.")
    next: str | None = Field(description="The `after` of the following page; null on the last page.")


class PendingFolderDocument(ResponseDocument):
    path: str = Field(description="Absolute path of the folder.")
    pending: int = Field(ge=1, description="Pending files in it and below it.")


class PendingFoldersDocument(ResponseDocument):
    folders: list[PendingFolderDocument] = Field(description="Those with the most pending files first.")
    complete: bool = Field(description="False where `limit` cut the list.")


class RetriedDocument(ResponseDocument):
    session_id: str = Field(description="Id of the session.")
    retried: int = Field(ge=1, description="Files that are read again.")


class DeletedDocument(ResponseDocument):
    session_id: str = Field(description="Id of the session.")
    deleted: bool = Field(description="Always true.")


class KeywordDocument(ResponseDocument):
    keyword: str = Field(description="The keyword, as the files have it.")
    count: int = Field(ge=1, description="Files that have it.")


class KeywordsDocument(ResponseDocument):
    keywords: list[KeywordDocument] = Field(description="The most frequent first.")


_SUMMARY_FIELDS = (
    *("session_id", "status", "waiting", "progress", "ledger", "stats"),
    *("message", "discovery_message", "elapsed_s", "priority", "run", "commit"),
)
"""Fields that an entry of the history takes from the status document, in the order in which it has them."""


def session_document(view: SessionView, totals: Totals) -> Json:
    row, progress = view.row, view.progress
    return {
        "session_id": row.session_id,
        "status": progress.status,
        "created_at": row.created_at,
        "parameters": asdict(row.parameters),
        "progress": status_document(progress),
        "totals": asdict(totals),
        "ended_at": row.ended_at,
        "runs": [run_document(run, progress) for run in view.runs],
        "rate": rate_document(row.rate, progress.elapsed),
    }


def history_document(page: HistoryPage) -> Json:
    key = page.next
    return {
        "sessions": [_entry_document(entry) for entry in page.entries],
        "next": key and f"{key.created_at!r}-{key.number}",
    }


def _entry_document(entry: HistoryEntry) -> Json:
    row, progress, causes = entry.view.row, entry.view.progress, entry.causes
    status: Mapping[str, object] = status_document(progress)
    return {name: status[name] for name in _SUMMARY_FIELDS} | {
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "directories": list(row.parameters.directories),
        "parameters": asdict(row.parameters),
        "runs": [run_document(run, progress) for run in entry.view.runs],
        "rate": rate_document(row.rate, progress.elapsed),
        "causes": [asdict(cause) for cause in causes[:CAUSES_SHOWN]],
        "more_causes": max(0, len(causes) - CAUSES_SHOWN),
        "created": row.created,
        "updated": row.updated,
    }


def run_document(run: Run, progress: Progress) -> Json:
    """Return one run of the session whose state is `progress`; for a run that has not ended, counts are current."""
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


def rate_document(rate: Rate, elapsed: float) -> Json:
    """Return the rate of a session that has worked for `elapsed` seconds."""
    per_second = [round(value, 3) for value in rate.per_second(elapsed)]
    return {"bucket_s": rate.bucket_s, "files": list(rate.files), "per_second": per_second, "text": rate.text(elapsed)}


def causes_document(causes: Sequence[FailureCause]) -> Json:
    return {"causes": [asdict(cause) for cause in causes]}


def pending_folders_document(found: PendingFolders) -> Json:
    folders = [{"path": path, "pending": files} for path, files in found.folders]
    return {"folders": folders, "complete": found.is_complete}


def keywords_document(found: Sequence[tuple[str, int]]) -> Json:
    return {"keywords": [{"keyword": keyword, "count": count} for keyword, count in found]}
