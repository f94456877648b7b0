"""When failures share a write, in a time of the test's own: in front of a crowd, and only there."""

from __future__ import annotations

import pytest

from app.domain.progress import Status
from app.live import Hub, LiveSettings
from app.live.channel import COMPACT, Channel, SubscribeOptions
from app.live.connections import ConnectionListener
from app.live.format.content_codings import Payload
from tests.live.support import Clock, failure, progress

BETWEEN_S = 0.02
CROWD_S = 0.007
"""What a thousand writes take."""
FEW_S = 0.0003


class Writes:
    """Stands for all watchers: one delivery to it takes as long as a delivery to all of them; notes when each began."""

    def __init__(self, clock: Clock, cost_s: float) -> None:
        self.clock = clock
        self.cost_s = cost_s
        self.at: list[float] = []

    def attach(self, listener: ConnectionListener) -> None:
        """Its client always reads."""

    def send(self, payload: Payload) -> None:
        self.at.append(round(self.clock.now, 4))
        self.clock.now += self.cost_s

    def finish(self, payload: Payload) -> None:
        self.send(payload)

    def abort(self) -> None:
        raise AssertionError("nothing is stale here")


def watched(clock: Clock, cost_s: float) -> tuple[Channel, Writes]:
    """A channel that has delivered once, so that it knows what that costs, and was quiet since."""
    writes = Writes(clock, cost_s)
    channel = Hub(LiveSettings(), timers=clock).open(progress())
    channel.join(writes, SubscribeOptions(COMPACT))
    channel.publish(progress(status=Status.PROCESSING, message="so that something is delivered"))
    clock.run(0.5)
    writes.at.clear()
    return channel, writes


def fail(channel: Channel, clock: Clock, times: int) -> None:
    """One failure every 20 ms."""
    began = clock.now
    for number in range(times):
        clock.run(began + number * BETWEEN_S - clock.now)
        channel.publish(progress(), failure(number))
    clock.run(0.2)


def test_a_crowd_gets_two_failures_in_one_write_after_the_first() -> None:
    clock = Clock()
    channel, writes = watched(clock, CROWD_S)
    began = clock.now
    fail(channel, clock, 9)
    waited = [round(at - began, 4) for at in writes.at]
    firsts_of_two = (1, 3, 5, 7)
    assert waited == pytest.approx([0, *(number * BETWEEN_S + LiveSettings().burst_s for number in firsts_of_two)])


def test_few_watchers_get_each_failure_at_once() -> None:
    clock = Clock()
    channel, writes = watched(clock, FEW_S)
    began = clock.now
    fail(channel, clock, 9)
    assert [round(at - began, 4) for at in writes.at] == pytest.approx([number * BETWEEN_S for number in range(9)])


def test_a_failure_after_quiet_reaches_a_crowd_at_once() -> None:
    clock = Clock()
    channel, writes = watched(clock, CROWD_S)
    for number in range(3):
        clock.run(0.1)
        began = clock.now
        channel.publish(progress(), failure(number))
        clock.run(0.0)
        assert writes.at[-1] == pytest.approx(began)
