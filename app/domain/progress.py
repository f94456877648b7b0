"""The progress of a session: its status, ledger, six counters and percentage.

A `Progress` is immutable. Every change goes through the functions at the end of this module, so the page, the API, the
report and the tests all show the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.priority import Priority

ERRORS_KEPT = 200
"""Number of failures in a snapshot (the newest); the staged files have all of them."""


class Status(StrEnum):
    """The states of a session, from its start to the committed library."""

    STARTING = "starting"
    PROCESSING = "processing"
    PAUSED = "paused"
    COMPLETED = "completed"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDONE = "undone"
    ERROR = "error"
    CANCELLED = "cancelled"
    COMMIT_ERROR = "commit_error"


RUNNING = frozenset({Status.STARTING, Status.PROCESSING, Status.COMMITTING})
"""Sessions that a server resumes when it starts."""

ACTIVE = RUNNING | {Status.PAUSED}

TERMINAL = frozenset(Status) - ACTIVE
"""The live stream ends with the event that has one of these."""

RELABELLED = TERMINAL - {Status.COMMITTED}
"""The NSFW threshold can be changed: nothing is being read, and the labels are not in the library yet."""

COMMITTABLE = frozenset({Status.COMPLETED, Status.COMMIT_ERROR, Status.COMMITTED, Status.UNDONE, Status.CANCELLED})
"""The session can be committed, and an earlier commit can be undone."""


class Outcome(StrEnum):
    """The result of one file. Every discovered file has exactly one of these at any time."""

    PENDING = "pending"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class FileFailure:
    """Why one file failed: one line of the error list, never dropped."""

    path: str
    step: str
    reason: str
    at: float
    """Seconds since the epoch, UTC."""


@dataclass(frozen=True, slots=True)
class Counters:
    """The six counters. All except `processed_files` and `errors` cover only files with the outcome `ok`."""

    processed_files: int = 0
    """Files with the outcome ok or failed."""
    metadata_extracted: int = 0
    """Files with embedded metadata."""
    keywords_added: int = 0
    """Keywords found, each counted once per file."""
    scores_imported: int = 0
    """Files with a score."""
    nsfw_detected: int = 0
    """Files whose NSFW score reaches the session's threshold."""
    errors: int = 0
    """Files that failed."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """`discovered = ok + failed + skipped + pending`, at every event."""

    discovered: int = 0
    ok: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def pending(self) -> int:
        return self.discovered - self.ok - self.failed - self.skipped

    @property
    def total_files(self) -> int:
        """Files to process: discovered minus skipped."""
        return self.discovered - self.skipped

    @property
    def finished(self) -> int:
        return self.ok + self.failed


@dataclass(frozen=True, slots=True)
class Tally:
    """What one finished file adds to the counters."""

    outcome: Outcome
    has_metadata: bool = False
    keywords: int = 0
    has_score: bool = False
    is_nsfw: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The complete state of a session at one event."""

    session_id: str
    status: Status = Status.STARTING
    ledger: Ledger = field(default_factory=Ledger)
    counters: Counters = field(default_factory=Counters)
    current_file: str = ""
    """Path of the file that a worker started last; empty if no file is being read."""
    errors: tuple[FileFailure, ...] = ()
    """The newest `ERRORS_KEPT` failures, oldest first."""
    message: str = ""
    """A sentence for the user, replaced by the next one: why a session stopped or waits, or what a commit did."""
    discovery_message: str = ""
    """A permanent message about discovery: why there was nothing to do, which folders could not be read, and what was
    passed over."""
    started_at: float = 0.0
    """Seconds since the epoch, UTC."""
    elapsed: float = 0.0
    """Seconds of work so far, excluding pauses and time without a running server."""
    committed: int = 0
    """Rows written by the current or last commit."""
    commit_total: int = 0
    discovery_over: bool = True
    """False while files may still be undiscovered, whatever the status is."""
    priority: Priority = Priority.NORMAL
    next_folder: str = ""
    """The folder whose pending files are read first; empty for none."""
    run: int = 1
    """Number of the session's latest run."""
    waiting: bool = False
    """True if the session is `paused` only because something is unreachable and will resume automatically."""

    @property
    def percent(self) -> int:
        """0…100; 100 exactly when discovery has ended and nothing is pending."""
        return compute_percent(self.ledger, discovering=self.status is Status.STARTING or not self.discovery_over)


def compute_percent(ledger: Ledger, *, discovering: bool) -> int:
    """Return the integer percentage of finished files.

    It stays at 0 during discovery, because the total is not known yet.
    """
    if discovering:
        return 0
    if ledger.pending == 0:
        return 100
    return min(99, ledger.finished * 100 // ledger.total_files)


def with_discovered(progress: Progress, *, found: int, skipped: int) -> Progress:
    """Add `found` discovered files, `skipped` of which are already in the library."""
    ledger = replace(
        progress.ledger,
        discovered=progress.ledger.discovered + found,
        skipped=progress.ledger.skipped + skipped,
    )
    return replace(progress, ledger=ledger)


def with_finished(progress: Progress, tally: Tally, failure: FileFailure | None = None) -> Progress:
    """Add the outcome of one pending file.

    Raises ValueError if no file is pending or if outcome and failure contradict each other, because a ledger that does
    not add up is a defect that must not spread.
    """
    failed = tally.outcome is Outcome.FAILED
    if progress.ledger.pending < 1:
        raise ValueError("a file finished although none is pending")
    if tally.outcome not in (Outcome.OK, Outcome.FAILED) or failed != (failure is not None):
        raise ValueError(f"outcome {tally.outcome} does not fit failure {failure}")
    return replace(
        progress,
        ledger=replace(
            progress.ledger,
            ok=progress.ledger.ok + (not failed),
            failed=progress.ledger.failed + failed,
        ),
        counters=_count(progress.counters, tally),
        errors=progress.errors if failure is None else (*progress.errors, failure)[-ERRORS_KEPT:],
    )


def _count(counters: Counters, tally: Tally) -> Counters:
    ok = tally.outcome is Outcome.OK
    return Counters(
        processed_files=counters.processed_files + 1,
        metadata_extracted=counters.metadata_extracted + (ok and tally.has_metadata),
        keywords_added=counters.keywords_added + (tally.keywords if ok else 0),
        scores_imported=counters.scores_imported + (ok and tally.has_score),
        nsfw_detected=counters.nsfw_detected + (ok and tally.is_nsfw),
        errors=counters.errors + (not ok),
    )
