"""What one session has done so far: its status, its ledger, its six counters and its percent.

A `Progress` is a value. Every change makes a new one through the functions at the end of this
module, so the page, the API, the report and the tests all state the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.priority import Priority

ERRORS_KEPT = 200
"""Failures a snapshot carries (the newest); the staged files hold them all."""


class Status(StrEnum):
    """Where a session stands, from press to library."""

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
"""A server that starts finds these unfinished and goes on with them."""

ACTIVE = RUNNING | {Status.PAUSED}

TERMINAL = frozenset(Status) - ACTIVE
"""The live stream ends with the event that carries one of these."""

RELABELLED = TERMINAL - {Status.COMMITTED}
"""Another NSFW threshold may be chosen: nothing is being read, and the library does not hold the verdicts yet."""

COMMITTABLE = frozenset({Status.COMPLETED, Status.COMMIT_ERROR, Status.COMMITTED, Status.UNDONE, Status.CANCELLED})
"""It may be committed, and what an earlier commit of it wrote may be taken back."""


class Outcome(StrEnum):
    """How one file ended. Every discovered file has exactly one of these at every moment."""

    PENDING = "pending"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class FileFailure:
    """Why one file failed: shown as one line of the error list, never dropped."""

    path: str
    step: str
    reason: str
    at: float
    """Seconds since the epoch, UTC."""


@dataclass(frozen=True, slots=True)
class Counters:
    """The six counters. All but `processed_files` and `errors` count files with outcome `ok`."""

    processed_files: int = 0
    """Files with an outcome of this run: ok or failed."""
    metadata_extracted: int = 0
    """Files in which embedded metadata was read."""
    keywords_added: int = 0
    """Keywords found, each counted once a file."""
    scores_imported: int = 0
    """Files with a score."""
    nsfw_detected: int = 0
    """Files whose verdict is NSFW at the session's threshold."""
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
        """What this run has to process: discovered less skipped."""
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
    """The whole state of a session at one event."""

    session_id: str
    status: Status = Status.STARTING
    ledger: Ledger = field(default_factory=Ledger)
    counters: Counters = field(default_factory=Counters)
    current_file: str = ""
    """Path of the file a worker took last; empty when none is being read."""
    errors: tuple[FileFailure, ...] = ()
    """The newest `ERRORS_KEPT` failures, oldest first."""
    message: str = ""
    """A sentence for the user: why a session stopped or waits, what a commit did. The next one takes its place."""
    discovery_message: str = ""
    """What discovery has to say: why there was nothing to do, what could not be read. It stands for good."""
    started_at: float = 0.0
    """Seconds since the epoch, UTC."""
    elapsed: float = 0.0
    """Seconds of work, pauses and time without a server left out, when this state was made."""
    committed: int = 0
    """Rows written by the commit under way or done."""
    commit_total: int = 0
    discovery_over: bool = True
    """False while there may be files that were not discovered yet, whatever the status is."""
    priority: Priority = Priority.NORMAL
    next_folder: str = ""
    """The folder whose pending files are read before the others; empty for none."""
    run: int = 1
    """Number of the session's newest run."""
    waiting: bool = False
    """`paused` only because something is away: it goes on by itself. False once somebody paused it, too."""

    @property
    def percent(self) -> int:
        """0…100; 100 exactly when all is discovered and nothing is pending, never sooner."""
        return percent(self.ledger, discovering=self.status is Status.STARTING or not self.discovery_over)


def percent(ledger: Ledger, *, discovering: bool) -> int:
    """Integer percent of the files this run has to process.

    While files are still being counted nothing can be finished, so it stays at 0.
    """
    if discovering:
        return 0
    if ledger.pending == 0:
        return 100
    return min(99, ledger.finished * 100 // ledger.total_files)


def with_discovered(progress: Progress, *, found: int, skipped: int) -> Progress:
    """`found` more files were seen, `skipped` of them already known."""
    ledger = replace(
        progress.ledger,
        discovered=progress.ledger.discovered + found,
        skipped=progress.ledger.skipped + skipped,
    )
    return replace(progress, ledger=ledger)


def with_finished(progress: Progress, tally: Tally, failure: FileFailure | None = None) -> Progress:
    """One pending file got its outcome.

    Raises ValueError when nothing is pending, or when failure and outcome disagree: a ledger that
    does not add up is a defect and must not travel on.
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
        counters=_counted(progress.counters, tally),
        errors=progress.errors if failure is None else (*progress.errors, failure)[-ERRORS_KEPT:],
    )


def _counted(counters: Counters, tally: Tally) -> Counters:
    ok = tally.outcome is Outcome.OK
    return Counters(
        processed_files=counters.processed_files + 1,
        metadata_extracted=counters.metadata_extracted + (ok and tally.has_metadata),
        keywords_added=counters.keywords_added + (tally.keywords if ok else 0),
        scores_imported=counters.scores_imported + (ok and tally.has_score),
        nsfw_detected=counters.nsfw_detected + (ok and tally.is_nsfw),
        errors=counters.errors + (not ok),
    )
