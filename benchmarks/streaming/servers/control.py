"""The pipe between benchmark and server: one JSON order per line in, one JSON answer per line out.

The first line out is the server's address. An order is `{"rate": events/s, "count": n, "size": bytes}`; the events
1…n are emitted on a fixed schedule. A late event is emitted at once and carries the time it was due, so that a slow
server cannot hide its delay by emitting less (coordinated omission). Standard library only.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

LEAD_S = 0.05


@dataclass(frozen=True, slots=True)
class Order:
    rate: float
    """Events per second."""
    count: int
    size: int
    """Bytes of one event's data."""


Emit = Callable[[int, int, int], None]
"""emit(sequence, due in CLOCK_MONOTONIC nanoseconds, size in bytes)"""

CarryOut = Callable[[Order], Awaitable[dict[str, object]]]


async def serve_orders(address: dict[str, object], carry_out: CarryOut) -> None:
    """Print `address`, then carry out orders until the benchmark closes the pipe."""
    orders = await _open_stdin()
    _print_line(address)
    while line := await orders.readline():
        _print_line(await carry_out(Order(**json.loads(line))))


def emit_on_schedule(emit: Emit) -> CarryOut:
    """Return a `CarryOut` that emits each event when it is due and answers with the longest delay in ms."""

    async def carry_out(order: Order) -> dict[str, object]:
        return {"published": order.count, "latest_ms": round(await _publish(order, emit), 3)}

    return carry_out


async def _publish(order: Order, emit: Emit) -> float:
    start = time.monotonic_ns() + int(LEAD_S * 1e9)
    latest = 0
    for seq in range(1, order.count + 1):
        due = start + int((seq - 1) * 1e9 / order.rate)
        latest = max(latest, await sleep_until(due))
        emit(seq, due, order.size)
        await asyncio.sleep(0)
    return latest / 1e6


async def sleep_until(due_ns: int) -> int:
    """Sleep until `due_ns` on CLOCK_MONOTONIC and return the delay in ns. Timers may fire early, hence the loop."""
    while (left := due_ns - time.monotonic_ns()) > 0:  # noqa: ASYNC110  there is no event to await, only the clock
        await asyncio.sleep(left / 1e9)
    return -left


async def wait_until(condition: Callable[[], bool]) -> None:
    """Poll `condition`, for what offers no event to await, such as the start of a uvicorn server."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def _open_stdin() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _print_line(document: dict[str, object]) -> None:
    print(json.dumps(document), flush=True)
