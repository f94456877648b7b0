"""The hub: all channels, their shared timer, and their end."""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict
from contextlib import suppress

import structlog
from prometheus_client import CollectorRegistry

from app.domain.progress import TERMINAL, Progress
from app.live.channel import Channel, HubContext, new_epoch
from app.live.dispatcher import Dispatcher, Timer, Timers
from app.live.format import sse
from app.live.metrics import LiveMetrics
from app.live.registry import SubscriberRegistry
from app.live.settings import LiveSettings

log = structlog.get_logger(__name__)

ROUNDS_A_KEEPALIVE = 4
"""The shared timer looks this often in a keepalive's time, so a keepalive is at most a quarter late."""

CROWD = 6000
"""With more watchers than this the keepalives of one second would cost much of a core; so they are spread."""

DELETED_KEPT = 1000
RETRY_SPREAD = 3


class Hub:
    """One per server. `registry` is where its metrics go; without one it makes its own.

    `timers` is the event loop; a test may hand in its own clock.
    """

    def __init__(
        self,
        settings: LiveSettings | None = None,
        registry: CollectorRegistry | None = None,
        *,
        timers: Timers | None = None,
    ) -> None:
        self.settings = settings or LiveSettings()
        self.registry = registry or CollectorRegistry()
        self.metrics = LiveMetrics(self.registry)
        self.attendance = SubscriberRegistry(self.metrics)
        self.is_stopping = False
        self._channels: dict[str, Channel] = {}
        self._deleted: OrderedDict[str, None] = OrderedDict()
        self._surroundings: HubContext | None = None
        self._round: Timer | None = None
        if timers is not None:
            self._begin(timers)

    async def start(self) -> None:
        self._begin(asyncio.get_running_loop())

    def open(self, progress: Progress) -> Channel:
        """The channel of a session, made when there is none; one that was finished goes on with its numbers."""
        channel = self._channels.get(progress.session_id)
        if channel is None:
            channel = self.apart(progress, new_epoch())
            self._channels[progress.session_id] = channel
            self._deleted.pop(progress.session_id, None)
        elif channel.progress != progress:
            channel.publish(progress)
        return channel

    def renew(self, progress: Progress) -> Channel:
        """A channel of a new epoch, for a session whose past changed (failures taken back): nobody resumes into it."""
        channel = self._channels.pop(progress.session_id, None)
        if channel is not None:
            channel.end("renewed")
        return self.open(progress)

    def apart(self, progress: Progress, epoch: str) -> Channel:
        """A channel that the hub does not keep: the last state of a session that ended before this server began."""
        if self._surroundings is None:
            raise RuntimeError("the hub was not started: await hub.start() first")
        return Channel(progress, self._surroundings, epoch)

    def channel(self, session_id: str) -> Channel | None:
        return self._channels.get(session_id)

    def drop(self, session_id: str) -> None:
        """The session was deleted: its streams end, and later requests hear that it is gone."""
        self._deleted[session_id] = None
        if len(self._deleted) > DELETED_KEPT:
            self._deleted.popitem(last=False)
        channel = self._channels.pop(session_id, None)
        if channel is not None:
            channel.show_rest()
            channel.end("deleted")

    def was_dropped(self, session_id: str) -> bool:
        return session_id in self._deleted

    async def stop(self) -> None:
        """End every stream: what was still waiting, when to come back, and the end. May be called again."""
        if self._surroundings is None or self.is_stopping:
            return
        self.is_stopping = True
        if self._round is not None:
            self._round.cancel()
        streams = len(self.attendance.present)
        for channel in self._channels.values():
            channel.show_rest()
        self._surroundings.dispatcher.drain()
        for channel in self._channels.values():
            channel.end("stopped", self._come_back)
        cut = await self._wait_until_empty()
        log.info("live stream stopped", streams=streams, cut=cut)

    def _begin(self, timers: Timers) -> None:
        dispatcher = Dispatcher(timers, self.metrics)
        self._surroundings = HubContext(self.settings, self.metrics, timers, dispatcher, self.attendance)
        self.is_stopping = False
        self._schedule_round(timers)

    def _schedule_round(self, timers: Timers) -> None:
        interval = self.settings.keepalive_s / ROUNDS_A_KEEPALIVE
        self._round = timers.call_at(timers.time() + interval, lambda: self._go_round(timers))

    def _go_round(self, timers: Timers) -> None:
        """The one timer for all: keepalives, stale streams, channels that finished long ago."""
        now, quiet = timers.time(), self._keepalive_s()
        for channel in tuple(self._channels.values()):
            channel.keep_alive(now, quiet)
            if channel.finished_at is not None and now - channel.finished_at > self.settings.linger_s:
                self._forget(channel)
        self._close_stale(now)
        self._schedule_round(timers)

    def _keepalive_s(self) -> float:
        """As set; a great crowd hears from an idle server up to half as often, still well within a watchdog's time."""
        return self.settings.keepalive_s * min(2.0, max(1.0, len(self.attendance.present) / CROWD))

    def _close_stale(self, now: float) -> None:
        for subscriber in tuple(self.attendance.stalled):
            if now - subscriber.stalled_at <= self.settings.stale_s:
                return
            subscriber.abort("stale")

    def _forget(self, channel: Channel) -> None:
        """Streams that are still busy reading their end keep it alive until they are done."""
        if not channel.watchers and channel.progress.status in TERMINAL:
            del self._channels[channel.session_id]

    def _come_back(self) -> bytes:
        """Each client hears another moment to come back, so that the next start is not met by all at once."""
        retry_ms = random.randrange(self.settings.retry_ms, self.settings.retry_ms * RETRY_SPREAD)
        return sse.retry(retry_ms) + b"\n"

    async def _wait_until_empty(self) -> int:
        """How many had to be cut because their clients did not read to the end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.stop_grace_s):
                await self.attendance.is_empty.wait()
        left = tuple(self.attendance.present)
        for subscriber in left:
            subscriber.abort("cut")
        return len(left)
