"""Commits: how far one is, what it did, and what an undo reverts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from pydantic import Field

from app.catalog import CommitJournal, UndoResult
from app.domain.progress import Progress, Status
from app.ingest.sessions.view import CommitView
from app.routers.documents.base import Json, ResponseDocument
from app.routers.documents.errors import ErrorAnswer, ErrorDocument


class UndoCountDocument(ResponseDocument):
    """What an undo reverts. Files on the disk are never touched."""

    removed: int = Field(ge=0, description="Files that the commit had added; they leave the library.")
    restored: int = Field(ge=0, description="Files that the commit had updated; they get their old values.")
    moved_back: int = Field(ge=0, description="Files to which the commit had given another path.")
    returned: int = Field(ge=0, description="Files that the commit had removed; they return to the library.")


class CommitStatusDocument(ResponseDocument):
    """How far a commit is, and what it did."""

    session_id: str = Field(description="Id of the session.")
    status: Status
    committed: int = Field(
        ge=0, description="Files written so far. They are in the library only when the status is `committed`."
    )
    total: int = Field(ge=0, description="Files to write.")
    progress: int = Field(ge=0, le=100, description="Percent, 0–100; 100 exactly when the commit is done.")
    created: int = Field(ge=0, description="Files that the library did not have before; 0 until committed.")
    updated: int = Field(ge=0, description="Library files that were changed; 0 until committed.")
    moved: int = Field(ge=0, description="Library files that got another path; 0 until committed.")
    removed: int = Field(ge=0, description="Library files that were removed, not from the disk; 0 until committed.")
    undo: UndoCountDocument | None = Field(
        description="What an undo would revert now: the session's newest commit that wrote anything. "
        "Null: there is nothing to undo."
    )
    message: str = Field(description="What the commit did, or why it failed.")


class JournaledCommitDocument(ResponseDocument):
    """What one commit of a session did, whatever was chosen or edited afterwards."""

    commit_id: int = Field(ge=1, description="Id of the commit; a later one has a higher id.")
    committed_at: float = Field(description="In Unix seconds.")
    created: int = Field(ge=0, description="Files that it added to the library.")
    updated: int = Field(ge=0, description="Library files that it changed.")
    moved: int = Field(ge=0, description="Library files to which it gave another path.")
    removed: int = Field(ge=0, description="Files that it removed from the library, not from the disk.")
    left_out: int | None = Field(
        ge=0,
        description="Files that it could have written, and that were left out; null for a commit from before "
        "this was counted.",
    )
    undone_at: float | None = Field(description="When it was undone, in Unix seconds; null while it is not.")


class CommitJournalDocument(ResponseDocument):
    """The commits of a session. Commits that are running are not among them."""

    session_id: str = Field(description="Id of the session.")
    total: int = Field(ge=0, description="Number of its commits, also those that are not listed.")
    commits: list[JournaledCommitDocument] = Field(description="Newest first.")


class UndoneDocument(UndoCountDocument):
    """What an undo reverted."""

    session_id: str = Field(description="Id of the session.")


class LaterCommitDocument(ResponseDocument):
    """A later commit that changed files of an earlier one."""

    session_id: str = Field(description="Id of its session, by which it can be undone.")
    committed_at: float = Field(description="When it was committed, in Unix seconds.")
    files: int = Field(ge=0, description="Files that it wrote, moved and removed.")
    directories: list[str] = Field(description="Folders that its session read; empty where the session was deleted.")
    is_deleted: bool = Field(description="Whether its session was deleted. The commit can still be undone.")


class UndoErrorDocument(ErrorDocument):
    """Why nothing was undone. `undo_refused` has all six fields, the other codes have the first three."""

    code: Literal["undo_refused", "nothing_to_undo", "wrong_status"] = Field(
        description="Code of the error, for programs."
    )
    files: list[str] = Field(default=[], description="Paths of the first hundred files that later commits changed.")
    files_total: int = Field(default=0, description="How many files later commits changed.")
    commits: list[LaterCommitDocument] = Field(
        default=[], description="The commits that changed them, newest first: undo them in this order."
    )


class UndoErrorAnswer(ErrorAnswer):
    """Nothing was undone, and nothing was changed."""

    error: UndoErrorDocument


def started_commit_document(progress: Progress) -> Json:
    """Return the status of a commit that has just begun."""
    return _document(progress, {"created": 0, "updated": 0, "moved": 0, "removed": 0}, None)


def commit_status_document(view: CommitView) -> Json:
    counts = {name: getattr(view.row, name) for name in ("created", "updated", "moved", "removed")}
    return _document(view.progress, counts, view.undoable)


def undone_document(session_id: str, result: UndoResult) -> Json:
    return asdict(result) | {"session_id": session_id}


def commit_journal_document(session_id: str, journal: CommitJournal) -> Json:
    return {
        "session_id": session_id,
        "total": journal.total,
        "commits": [asdict(commit) for commit in journal.commits],
    }


def _document(progress: Progress, counts: Json, undoable: UndoResult | None) -> Json:
    is_done = progress.status is Status.COMMITTED
    percent = min(99, progress.committed * 100 // max(1, progress.commit_total))
    return {
        "session_id": progress.session_id,
        "status": progress.status,
        "committed": progress.committed,
        "total": progress.commit_total,
        "progress": 100 if is_done else percent,
        **counts,
        "undo": undoable and asdict(undoable),
        "message": progress.message,
    }
