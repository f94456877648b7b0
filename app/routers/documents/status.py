"""The status document of a session, which the live stream and the status route share.

`app.live.status_document` builds it.
"""

from __future__ import annotations

from pydantic import Field

from app.domain.priority import Priority
from app.domain.progress import ERRORS_KEPT, Progress, Status
from app.live import status_document
from app.routers.documents.base import Json, ResponseDocument


class CountersDocument(ResponseDocument):
    """The six counters of a session."""

    processed_files: int = Field(ge=0, description="Files that were read: ok or failed.")
    metadata_extracted: int = Field(ge=0, description="Files with embedded metadata.")
    keywords_added: int = Field(ge=0, description="Keywords found, counted once for each file that has them.")
    scores_imported: int = Field(ge=0, description="Files with a score.")
    nsfw_detected: int = Field(ge=0, description="Files whose NSFW score reaches the session's threshold.")
    errors: int = Field(ge=0, description="Files that failed.")


class LedgerDocument(ResponseDocument):
    """Where every file of a session is: `discovered` = `ok` + `failed` + `skipped` + `pending`."""

    discovered: int = Field(ge=0, description="Files that discovery found.")
    ok: int = Field(ge=0, description="Files that were read.")
    failed: int = Field(ge=0, description="Files that could not be read.")
    skipped: int = Field(ge=0, description="Unchanged files that are already in the library.")
    pending: int = Field(ge=0, description="Files that are still to be read.")


class CommitCountDocument(ResponseDocument):
    """How far a commit is."""

    committed: int = Field(ge=0, description="Files written so far.")
    total: int = Field(ge=0, description="Files to write.")


class FileErrorDocument(ResponseDocument):
    """Why one file failed."""

    at: float = Field(description="When it failed, in Unix seconds.")
    path: str = Field(description="Absolute path of the file.")
    file: str = Field(description="Its name, without the folder.")
    step: str = Field(description="The reading step that failed.", examples=["decode"])
    reason: str = Field(description="Why, in words.")


class StatusSummary(ResponseDocument):
    """What a list of sessions and the status document both say of a session."""

    session_id: str = Field(description="Id of the session.", examples=["20260131-154500-1f3a9c"])
    status: Status
    waiting: bool = Field(
        description="True while the session is paused only because media, database or workers are unreachable. "
        "It resumes automatically."
    )
    progress: int = Field(
        ge=0, le=100, description="Percent, 0–100. 100 exactly when all files are discovered and none is pending."
    )
    ledger: LedgerDocument
    stats: CountersDocument
    message: str = Field(description="Why the session stopped or waits, or what a commit did. Empty: nothing to say.")
    discovery_message: str = Field(
        description="Why discovery found nothing, which folders it could not read, and what it passed over. Kept for "
        "good."
    )
    elapsed_s: float = Field(ge=0, description="Seconds of work. Pauses and time without a server do not count.")
    priority: Priority
    run: int = Field(ge=1, description="Number of the newest run: 1 for the first reading, more after retries.")
    commit: CommitCountDocument


class StatusDocument(StatusSummary):
    """The state of a session. The live stream sends the same document with every event."""

    total_files: int = Field(ge=0, description="Files that this session has to read: discovered less skipped.")
    current_file: str = Field(description="Path of the file that a worker took last. Empty: no file is being read.")
    processed_files: int = Field(ge=0, description="Files that were read: ok or failed.")
    errors: list[FileErrorDocument] = Field(
        max_length=ERRORS_KEPT, description=f"The newest failures, at most {ERRORS_KEPT}, oldest first."
    )
    started_at: float = Field(description="When the session was started, in Unix seconds.")
    next_folder: str = Field(description="The folder whose pending files are read first. Empty: none.")


class ActiveSessionDocument(ResponseDocument):
    """The newest session that is not finished."""

    session: StatusDocument | None = Field(description="Its status document; null when every session is finished.")


class StartedDocument(ResponseDocument):
    """A session that was started."""

    session_id: str = Field(description="Id of the new session.", examples=["20260131-154500-1f3a9c"])
    status: Status = Field(description="Always `starting`.")


def started_document(session_id: str) -> Json:
    return {"session_id": session_id, "status": Status.STARTING}


def active_document(progress: Progress | None) -> Json:
    return {"session": None if progress is None else status_document(progress)}
