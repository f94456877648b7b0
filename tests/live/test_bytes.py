"""How many bytes the page's stream sends, measured on a simulated clock, so that the machine's speed does not matter.

`python -m benchmarks.streaming bytes` measures the same on real sockets, beside a polling client.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
import structlog

from app.domain.progress import Outcome, Progress, Status, Tally, with_discovered, with_finished
from app.live import Hub, LiveSettings
from app.live.connections import ConnectionListener
from app.live.format.content_codings import Payload
from app.live.subscriber import COMPACT, SubscribeOptions
from tests.live.support import SESSION, Clock

FILES = 1000
SECONDS = 60
HEADERS = 290
"""Bytes of the response's header section, compressed or not; rounded up."""
STAGING_S = 0.008


@dataclass
class CountingConnection:
    """A connection that only counts bytes and notes when they were sent."""

    clock: Clock
    framed: int = HEADERS
    sent_at: list[float] = field(default_factory=list)

    def attach(self, listener: ConnectionListener) -> None:
        """Do nothing: this client always reads."""

    def send(self, payload: Payload) -> None:
        self.framed += len(payload.framed)
        self.sent_at.append(self.clock.now)

    def finish(self, payload: Payload) -> None:
        self.send(payload)

    def abort(self) -> None:
        raise AssertionError("nothing is stale here")


@pytest.fixture
def clock() -> Iterator[Clock]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield Clock()
    structlog.reset_defaults()


def run_session(clock: Clock, connections: dict[bool, CountingConnection]) -> list[float]:
    """Run a session of 1,000 files in 60 s, one after the other; return when each change was published."""
    chance = random.Random(7)
    channel = Hub(LiveSettings(), timers=clock).open(Progress(SESSION, started_at=1.7e9))
    for gzip, connection in connections.items():
        channel.join(connection, SubscribeOptions(COMPACT, gzip))
    began = clock.now
    changes: list[float] = []

    def publish(progress: Progress) -> Progress:
        progress = replace(progress, elapsed=clock.now - began)
        channel.publish(progress)
        changes.append(clock.now)
        return progress

    progress = publish(with_discovered(channel.progress, found=FILES, skipped=0))
    progress = publish(replace(progress, status=Status.PROCESSING))
    for number in range(FILES):
        progress = publish(replace(progress, current_file=f"/media/2026/portraits/ComfyUI_{number:05d}_.png"))
        clock.run(STAGING_S)
        if number:
            tally = Tally(Outcome.OK, chance.random() < 0.9, chance.randrange(16), chance.random() < 0.15)
            progress = publish(with_finished(progress, tally))
        clock.run(SECONDS / FILES * chance.uniform(0.4, 1.6) - STAGING_S)
    publish(with_finished(progress, Tally(Outcome.OK)))
    publish(replace(channel.progress, status=Status.COMPLETED, current_file=""))
    clock.run(1)
    return changes


def test_a_run_of_a_thousand_files_costs_few_bytes_and_delays_nothing(clock: Clock) -> None:
    connections = {False: CountingConnection(clock), True: CountingConnection(clock)}
    changes = run_session(clock, connections)
    assert connections[False].framed / FILES <= 45, "plain"
    assert connections[True].framed / FILES <= 30, "compressed"
    sent = iter(connections[False].sent_at)
    latest = next(sent)
    for change in changes:
        while latest < change:
            latest = next(sent)
        assert latest - change <= 0.1, "every change reaches the client within 100 ms"
