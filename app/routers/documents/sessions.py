"""Sessions: parameters, runs, rate over time, causes of failure, totals, and the lists of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pydantic import Field

from app.catalog import FailureCause, Totals
from app.domain.passed_over import KINDS_KEPT, PassedOver
from app.domain.progress import Outcome, Progress, Status
from app.domain.rate import Rate
from app.domain.report import Kind, Step
from app.domain.runs import Run, RunKind
from app.domain.time_spent import TimeSpent, WorkPart
from app.ingest.sessions.view import HistoryEntry, HistoryPage, PendingFolders, SessionView
from app.ingest.workers.activity import ReadingFile, RecentFile, SessionActivity
from app.live import status_document
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.status import StatusDocument, StatusSummary

CAUSES_SHOWN = 3
"""Causes of failure that an entry of the history names."""


class OptionsDocument(ResponseDocument):
    """The options of a session, without its folders."""

    pattern: str = Field(description="Globs separated by `|`, in any case.", examples=["*.png|*.mp4"])
    recursive: bool = Field(description="Whether subfolders are included.")
    enable_nsfw_detection: bool = Field(description="Whether pictures and videos get an NSFW score.")
    nsfw_threshold: float = Field(ge=0, le=1, description="A file is NSFW if its score is this or more.")
    extract_metadata: bool = Field(description="Whether metadata and generation data are kept.")
    extract_keywords: bool = Field(description="Whether keywords are collected.")
    import_scores: bool = Field(description="Whether scores and favourites are imported.")
    read_pixels: bool = Field(
        description="Whether pictures are decoded: for thumbnails, look-alikes, hidden data and NSFW scores."
    )
    skip_existing: bool = Field(description="Whether unchanged files that are already in the library are skipped.")
    max_files: int | None = Field(ge=1, description="Discovery stops after this many files; null: no limit.")


class ParametersDocument(OptionsDocument):
    """What a session was started with."""

    directories: list[str] = Field(description="Absolute paths of the folders.")


class PassedOverKindDocument(ResponseDocument):
    extension: str = Field(description="In lower case, with its dot. Empty: names without one.", examples=[".txt"])
    files: int = Field(ge=1, description="Files that have it.")


class PassedOverDocument(ResponseDocument):
    """Files in the folders that the pattern passed over. Sidecars are not counted."""

    kinds: list[PassedOverKindDocument] = Field(
        max_length=KINDS_KEPT, description=f"The most frequent extensions first, at most {KINDS_KEPT}."
    )
    others: int = Field(ge=0, description="Files of all other kinds.")


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


class TimeSpentDocument(ResponseDocument):
    """Where the time of a session went: seconds by part of the work, those of all workers added up."""

    part: WorkPart
    seconds: float = Field(
        ge=0,
        description="Of the workers; with `database`, how long outcomes waited to be stored, while workers read on.",
    )
    share: float = Field(ge=0, le=1, description="Share of the sum of all parts.")


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
    skipped: int = Field(ge=0, description="Unchanged files that are already in the library.")
    nsfw: int = Field(ge=0, description="Of the `ok` files: those that are NSFW.")
    images: int = Field(ge=0, description="Of the `ok` files: images; RAW + JPEG count once.")
    videos: int = Field(ge=0, description="Of the `ok` files: videos, without those of Live Photos.")
    bytes: int = Field(ge=0, description="Size of the `ok` files together, in bytes.")
    with_prompt: int = Field(ge=0, description="Of the `ok` files: those with a prompt.")
    with_score: int = Field(ge=0, description="Of the `ok` files: those with a score.")
    warnings: int = Field(ge=0, description="Of the `ok` files: those with at least one warning.")
    without_pixels: int = Field(ge=0, description="Of the `ok` files: those whose pixels were not read yet.")


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
    time_spent: list[TimeSpentDocument] = Field(description="In the order of the work; empty where none is known.")
    passed_over: PassedOverDocument | None = Field(
        description="What discovery passed over; null before it ended, and for sessions of earlier programs."
    )


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


class RecentFileDocument(ResponseDocument):
    """A file whose reading has just ended."""

    number: int = Field(ge=1, description="Counts the files that ended, from 1, since the server was started.")
    id: int = Field(description="Id of the file.")
    path: str = Field(description="Absolute path of the file.")
    name: str = Field(description="Its name, without the folder.")
    outcome: Outcome
    kind: Kind | None = Field(description="Null where it could not be identified.")
    thumbnail: str | None = Field(description="Where its thumbnail is; null where it has none.")
    is_nsfw: bool = Field(description="Whether its NSFW score reaches the session's threshold.")
    step: str = Field(description="The reading step that failed; empty for a file that is ok.")
    reason: str = Field(description="Why it failed, in words; empty for a file that is ok.")


class ReadingFileDocument(ResponseDocument):
    """A file that is being read."""

    id: int = Field(description="Id of the file.")
    path: str = Field(description="Absolute path of the file.")
    name: str = Field(description="Its name, without the folder.")
    seconds: float = Field(ge=0, description="For how long, in seconds.")
    step: Step | None = Field(description="The step that is being done; null before the first.")
    bytes_read: int | None = Field(
        description="Bytes of the file that were read; null in steps that do not pass over all of it."
    )
    size: int | None = Field(description="Bytes of the file; null where `bytes_read` is.")
    machine: str | None = Field(description="Name of the machine that reads it; null for the server's own.")


class ActivityDocument(ResponseDocument):
    """What the workers do for a session at this moment."""

    newest: int = Field(ge=0, description="The `number` of the file that ended last; 0 before the first.")
    recent: list[RecentFileDocument] = Field(description="Files that were read last, newest first.")
    reading: list[ReadingFileDocument] = Field(description="Files that are being read, the longest first.")
    file_timeout_s: float = Field(description="Seconds after which the reading of a file is ended.")
    time_spent: list[TimeSpentDocument] = Field(description="Where the session's time went, in the order of the work.")


class SkippedDocument(ResponseDocument):
    session_id: str = Field(description="Id of the session.")
    file_id: int = Field(description="Id of the file that is no longer read.")


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
        "time_spent": time_spent_document(row.time_spent),
        "passed_over": passed_over_document(row.passed_over),
    }


def passed_over_document(passed_over: PassedOver | None) -> Json | None:
    if passed_over is None:
        return None
    kinds = [{"extension": extension, "files": files} for extension, files in passed_over.kinds]
    return {"kinds": kinds, "others": passed_over.others}


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


def time_spent_document(spent: TimeSpent) -> list[Json]:
    return [
        {"part": part, "seconds": round(seconds, 6), "share": round(share, 6)}
        for part, seconds, share in spent.shares()
    ]


def activity_document(
    activity: SessionActivity, after: int, limit: int, file_timeout_s: float, time_spent: TimeSpent
) -> Json:
    return {
        "newest": activity.newest,
        "recent": [_recent_document(file) for file in activity.recent(after, limit)],
        "reading": [_reading_document(file) for file in activity.reading],
        "file_timeout_s": file_timeout_s,
        "time_spent": time_spent_document(time_spent),
    }


def _recent_document(file: RecentFile) -> Json:
    return {
        "number": file.number,
        "id": file.file_id,
        "path": file.path,
        "name": file.path.rpartition("/")[2],
        "outcome": file.outcome,
        "kind": file.kind,
        "thumbnail": f"/api/ingest/file/{file.file_id}/thumbnail" if file.has_thumbnail else None,
        "is_nsfw": file.is_nsfw,
        "step": file.step,
        "reason": file.reason,
    }


def _reading_document(file: ReadingFile) -> Json:
    return {
        "id": file.file_id,
        "path": file.path,
        "name": file.path.rpartition("/")[2],
        "seconds": round(file.seconds, 3),
        "step": file.progress.step,
        "bytes_read": file.progress.bytes_read,
        "size": file.progress.size,
        "machine": file.machine or None,
    }


def causes_document(causes: Sequence[FailureCause]) -> Json:
    return {"causes": [asdict(cause) for cause in causes]}


def pending_folders_document(found: PendingFolders) -> Json:
    folders = [{"path": path, "pending": files} for path, files in found.folders]
    return {"folders": folders, "complete": found.is_complete}


def keywords_document(found: Sequence[tuple[str, int]]) -> Json:
    return {"keywords": [{"keyword": keyword, "count": count} for keyword, count in found]}
