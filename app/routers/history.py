"""What a session was: its runs and its rate over time, as the API and the report show them."""

from __future__ import annotations

from app.domain.progress import Progress
from app.domain.rate import Rate
from app.domain.runs import Run


def run_document(run: Run, progress: Progress) -> dict[str, object]:
    """One run; the counts of one that is not over are of this moment."""
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


def rate_document(rate: Rate, elapsed: float) -> dict[str, object]:
    """Files that finished in each bucket of `bucket_s` seconds of work, and how many a second that is."""
    per_second = [round(value, 3) for value in rate.per_second(elapsed)]
    return {"bucket_s": rate.bucket_s, "files": list(rate.files), "per_second": per_second}
