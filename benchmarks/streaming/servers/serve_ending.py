"""Headrace with a session in which every file fails; an order ends with the session's terminal event."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from app.domain.progress import Status
from app.live import Channel
from benchmarks.streaming.servers.control import CarryOut, Order
from benchmarks.streaming.servers.product import STREAM, run
from benchmarks.streaming.servers.serve_headrace import OPENING, fail_files


def fail_files_and_end(channel: Channel) -> CarryOut:
    """Return a `CarryOut` that lets one file after another fail, and then ends the session."""
    fail = fail_files(channel)

    async def carry_out(order: Order) -> dict[str, object]:
        answer = await fail(order)
        channel.publish(replace(channel.progress, status=Status.COMPLETED))
        return answer

    return carry_out


if __name__ == "__main__":
    run(Path(sys.argv[1]), OPENING, f"{STREAM}?format=compact", fail_files_and_end)
