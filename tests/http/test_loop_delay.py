"""The metric of how long the event loop kept others waiting."""

from __future__ import annotations

import asyncio
import time

import pytest
from prometheus_client import CollectorRegistry

from app.http.loop_delay import LoopDelay
from tests.support.server import HeadraceProcess
from tests.support.waiting import wait_until

LONGEST = "headrace_event_loop_delay_longest_seconds"
COUNT = "headrace_event_loop_delay_seconds_count"


def test_a_pause_of_the_loop_is_measured_in_its_whole_length() -> None:
    registry = CollectorRegistry()

    async def pause() -> None:
        delay = LoopDelay(registry)
        delay.start()
        await asyncio.sleep(0.1)
        time.sleep(0.4)  # noqa: ASYNC251 the pause that is to be found
        await asyncio.sleep(0.1)
        delay.stop()

    asyncio.run(pause())
    longest = registry.get_sample_value(LONGEST)
    assert longest is not None
    assert longest > 0.35
    assert registry.get_sample_value("headrace_event_loop_delay_seconds_bucket", {"le": "0.25"}) != (
        registry.get_sample_value(COUNT)
    )


def test_nothing_is_measured_after_the_end() -> None:
    registry = CollectorRegistry()

    async def measure() -> float | None:
        delay = LoopDelay(registry)
        delay.start()
        await asyncio.sleep(0.1)
        delay.stop()
        before = registry.get_sample_value(COUNT)
        await asyncio.sleep(0.1)
        return before

    before = asyncio.run(measure())
    assert before
    assert registry.get_sample_value(COUNT) == before


@pytest.mark.server
def test_a_server_says_it(server: HeadraceProcess) -> None:
    with server.client() as client:

        def measured() -> dict[str, str]:
            return dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if line[:1] != "#")

        lines = wait_until(measured, "a delay is measured", holds=lambda lines: float(lines[COUNT]) > 0)
    assert LONGEST in lines
