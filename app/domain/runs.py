"""Runs: a session is read in a first run, and every time failed files are read again is a run of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.progress import Ledger, Status


class RunKind(StrEnum):
    """Why a run was begun."""

    FIRST = "first"
    """Start Processing was pressed."""
    FAILED = "failed"
    """All failed files once more."""
    CAUSE = "cause"
    """The files that failed for one reason once more."""
    FILES = "files"
    """Single failed files once more."""
    REST = "rest"
    """What a session that was cancelled or stopped by an error had not read."""


RUN_OVER = frozenset({Status.COMPLETED, Status.CANCELLED, Status.ERROR})
"""A run ends when its session gets one of these. A server that stops ends no run: the next start goes on with it."""


@dataclass(frozen=True, slots=True)
class Run:
    number: int
    """From 1, in the order in which the session's runs were begun."""
    kind: RunKind
    step: str | None
    """With `cause`: the failure's step."""
    reason: str | None
    """With `cause`: the failure's reason."""
    started_at: float
    """Seconds since the epoch, UTC."""
    ended_at: float | None
    """None while the run is not over."""
    status: Status | None
    """How it ended."""
    elapsed: float
    """Seconds of work in this run."""
    ok: int
    failed: int
    left: int
    """Files that were still pending at its end."""
    ok_before: int
    """Files of the session that were ok when the run began, so are not this run's."""
    failed_before: int
    elapsed_before: float

    def at(self, ledger: Ledger, elapsed: float) -> Run:
        """A run that is not over, as it stands with the session's `ledger` after its `elapsed` seconds of work."""
        if self.ended_at is not None:
            return self
        return replace(
            self,
            ok=ledger.ok - self.ok_before,
            failed=ledger.failed - self.failed_before,
            left=ledger.pending,
            elapsed=max(0.0, elapsed - self.elapsed_before),
        )
