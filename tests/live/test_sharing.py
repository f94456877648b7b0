"""When failures share a write, on a simulated clock: with many watchers, and only then."""

from __future__ import annotations

import pytest

from app.domain.progress import Status
from app.live import Hub, LiveSettings
from app.live.channel import Channel
from app.live.connections import ConnectionListener
from app.live.format.content_codings import Payload
from app.live.subscriber import COMPACT, SubscribeOptions
from tests.live.support import Clock, failure, progress

BETWEEN_S = 0.02
MANY_WATCHERS_S = 0.007
"""How long a thousand writes take."""
FEW_WATCHERS_S = 0.0003


class SlowConnection:
    """A connection that represents all watchers: a write to it takes as long as a delivery to all of them.

    Notes when each write began.
    """

    def __init__(self, clock: Clock, cost_s: float) -> None:
        self.clock = clock
        self.cost_s = cost_s
        self.at: list[float] = []

    def attach(self, listener: ConnectionListener) -> None:
        """Do nothing: this client always reads."""

    def send(self, payload: Payload) -> None:
        self.at.append(round(self.clock.now, 4))
        self.clock.now += self.cost_s

    def finish(self, payload: Payload) -> None:
        self.send(payload)

    def abort(self) -> None:
        raise AssertionError("nothing is stale here")


def watched(clock: Clock, cost_s: float) -> tuple[Channel, SlowConnection]:
    """Return a channel that has delivered once, so that it knows the cost, and has been quiet since."""
    connection = SlowConnection(clock, cost_s)
    channel = Hub(LiveSettings(), timers=clock).open(progress())
    channel.join(connection, SubscribeOptions(COMPACT))
    channel.publish(progress(status=Status.PROCESSING, message="a change, so that something is delivered"))
    clock.run(0.5)
    connection.at.clear()
    return channel, connection


def fail(channel: Channel, clock: Clock, times: int) -> None:
    """Publish one failure every 20 ms."""
    began = clock.now
    for number in range(times):
        clock.run(began + number * BETWEEN_S - clock.now)
        channel.publish(progress(), failure(number))
    clock.run(0.2)


def test_many_watchers_get_two_failures_in_one_write_after_the_first() -> None:
    clock = Clock()
    channel, connection = watched(clock, MANY_WATCHERS_S)
    began = clock.now
    fail(channel, clock, 9)
    delays = [round(at - began, 4) for at in connection.at]
    firsts_of_two = (1, 3, 5, 7)
    assert delays == pytest.approx([0, *(number * BETWEEN_S + LiveSettings().burst_s for number in firsts_of_two)])


def test_few_watchers_get_each_failure_at_once() -> None:
    clock = Clock()
    channel, connection = watched(clock, FEW_WATCHERS_S)
    began = clock.now
    fail(channel, clock, 9)
    assert [round(at - began, 4) for at in connection.at] == pytest.approx([number * BETWEEN_S for number in range(9)])


def test_a_failure_after_quiet_reaches_many_watchers_at_once() -> None:
    clock = Clock()
    channel, connection = watched(clock, MANY_WATCHERS_S)
    for number in range(3):
        clock.run(0.1)
        began = clock.now
        channel.publish(progress(), failure(number))
        clock.run(0.0)
        assert connection.at[-1] == pytest.approx(began)
