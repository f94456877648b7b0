"""Runs of a session: the first one, and one for each time failed or unread files are read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.progress import Ledger, Status


class RunKind(StrEnum):
    """Why a run was started."""

    FIRST = "first"
    """The user started the session."""
    FAILED = "failed"
    """All failed files are read again."""
    CAUSE = "cause"
    """The files that failed for one reason are read again."""
    FILES = "files"
    """Single failed files are read again."""
    REST = "rest"
    """The files that a cancelled or failed session had not read."""


class Pending(StrEnum):
    """What a retry does with the files that a cancelled or failed session had not read."""

    ALSO = "also"
    """They are read with the failed files."""
    ONLY = "only"
    """They are read, and no failed file is."""
    LEAVE = "leave"
    """They stay pending, and the session stays cancelled."""


RUN_OVER = frozenset({Status.COMPLETED, Status.CANCELLED, Status.ERROR})
"""A run ends when its session reaches one of these. Stopping the server does not end it: the next start resumes it."""


@dataclass(frozen=True, slots=True)
class Run:
    number: int
    """Counted from 1, in the order of the starts."""
    kind: RunKind
    step: str | None
    """For `cause`: the step of the failure."""
    reason: str | None
    """For `cause`: the reason of the failure."""
    started_at: float
    """Seconds since the epoch, UTC."""
    ended_at: float | None
    """None while the run is active."""
    status: Status | None
    """The final status; None while the run is active."""
    elapsed: float
    """Seconds of work in this run."""
    ok: int
    failed: int
    left: int
    """Files still pending at the end of the run."""
    ok_before: int
    """Files that were ok before this run."""
    failed_before: int
    elapsed_before: float

    def at(self, ledger: Ledger, elapsed: float) -> Run:
        """Return an active run with the counts of the session's current `ledger` and `elapsed` seconds of work."""
        if self.ended_at is not None:
            return self
        return replace(
            self,
            ok=ledger.ok - self.ok_before,
            failed=ledger.failed - self.failed_before,
            left=ledger.pending,
            elapsed=max(0.0, elapsed - self.elapsed_before),
        )
