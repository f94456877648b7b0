"""Headrace with a session in which every file fails; an order ends with the session's terminal event."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from app.domain.progress import FileFailure, Outcome, Progress, Status, Tally, with_discovered, with_finished
from app.live import Channel
from benchmarks.streaming.marker import AT, PATH, STEP, marked_reason
from benchmarks.streaming.servers.control import CarryOut, Order, emit_on_schedule
from benchmarks.streaming.servers.product import SESSION, STREAM, run

FILES = 1_000_000_000
OPENING = with_discovered(Progress(SESSION, Status.PROCESSING, started_at=time.time()), found=FILES, skipped=0)


def fail_files(channel: Channel) -> CarryOut:
    """Return a `CarryOut` that lets one file after another fail, and then ends the session."""
    progress = OPENING

    def emit(seq: int, due_ns: int, size: int) -> None:
        nonlocal progress
        failure = FileFailure(PATH, STEP, marked_reason(seq, due_ns, size), AT)
        progress = with_finished(progress, Tally(Outcome.FAILED), failure)
        channel.publish(progress, failure)

    emit_all = emit_on_schedule(emit)

    async def carry_out(order: Order) -> dict[str, object]:
        answer = await emit_all(order)
        channel.publish(replace(progress, status=Status.COMPLETED))
        return answer

    return carry_out


if __name__ == "__main__":
    run(Path(sys.argv[1]), OPENING, f"{STREAM}?format=compact", fail_files)
