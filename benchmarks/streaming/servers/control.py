"""The pipe between harness and server: one JSON order a line in, one JSON answer a line out.

An order is `{"rate": events/s, "count": n, "size": bytes}`; the events 1…n are emitted on a fixed
schedule. A late one is emitted at once and carries the time it was due, so that a server that cannot
keep up does not hide it by emitting less (coordinated omission). Standard library only.
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


async def obey(address: dict[str, object], carry_out: CarryOut) -> None:
    """Say where the server is, then carry out orders until the harness closes the pipe."""
    orders = await _stdin()
    _answer(address)
    while line := await orders.readline():
        _answer(await carry_out(Order(**json.loads(line))))


def on_schedule(emit: Emit) -> CarryOut:
    """Emit each event when it is due; the answer says how late the latest one was."""

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
    """Nanoseconds by which the moment, on CLOCK_MONOTONIC, has passed. Timers may fire early, hence the loop."""
    while (left := due_ns - time.monotonic_ns()) > 0:  # noqa: ASYNC110  there is no event: the clock is what is awaited
        await asyncio.sleep(left / 1e9)
    return -left


async def until(condition: Callable[[], bool]) -> None:
    """For what has no event to wait for, such as a uvicorn server that has started."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def _stdin() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


def _answer(document: dict[str, object]) -> None:
    print(json.dumps(document), flush=True)
