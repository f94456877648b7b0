"""The hub: all channels of a server, their shared timer, and their end."""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

import structlog
from prometheus_client import CollectorRegistry

from app.domain.progress import TERMINAL, FileFailure, Progress
from app.live.channel import Channel
from app.live.context import HubContext, StreamedRollout
from app.live.dispatcher import BackgroundTimers, Dispatcher, Timer, Timers
from app.live.format import event_id, sse
from app.live.library.channel import LibraryChannel
from app.live.metrics import LiveMetrics
from app.live.registry import SubscriberRegistry
from app.live.settings import LiveSettings

log = structlog.get_logger(__name__)

CHECKS_PER_KEEPALIVE = 4
"""How often the shared timer runs within a keepalive interval: a keepalive is at most a quarter of it late."""

FULL_RATE_WATCHERS = 6000
"""Above this many watchers keepalives become less frequent, because one a second for each would take much of a core."""

NOT_STARTED = "The hub is not started: await hub.start() first."
DELETED_REMEMBERED = 1000
RETRY_SPREAD = 3


class Hub:
    """One per server. Its metrics go to `registry`; without one it makes its own.

    `timers` is the event loop; a test may pass in its own clock.
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
        self.subscribers = SubscriberRegistry(self.metrics)
        self.is_stopping = False
        self._rollout = StreamedRollout()
        self._channels: dict[str, Channel] = {}
        self._deleted: OrderedDict[str, None] = OrderedDict()
        self._library: LibraryChannel | None = None
        self._context: HubContext | None = None
        self._check: Timer | None = None
        if timers is not None:
            self._begin(timers)

    async def start(self) -> None:
        self._begin(BackgroundTimers(asyncio.get_running_loop()))

    def open(self, progress: Progress, earlier: Sequence[FileFailure] | None = None) -> Channel:
        """Return the session's channel with `progress` as its newest state; make it when there is none.

        A channel whose session was finished continues with its numbers. A new one continues those of an earlier
        server, which sent the failures `earlier`, if they are known (see `History`).
        """
        channel = self._channels.get(progress.session_id)
        if channel is None:
            channel = self._make_channel(progress, event_id.new_epoch(progress), earlier)
            self._channels[progress.session_id] = channel
            self._deleted.pop(progress.session_id, None)
        elif channel.progress != progress:
            channel.publish(progress)
        return channel

    def renew(self, progress: Progress) -> Channel:
        """Replace the session's channel by one of a new epoch, which no client can resume into.

        Needed when the session's past has changed, because failures were taken back.
        """
        channel = self._channels.pop(progress.session_id, None)
        if channel is not None:
            channel.end("renewed")
        return self.open(progress)

    def open_detached(self, progress: Progress, earlier: Sequence[FileFailure] | None = None) -> Channel:
        """Return a channel that the hub does not keep, for a session that ended before this server started.

        Its event id depends on the state alone, so a client gets that state once, whichever server answers.
        """
        return self._make_channel(progress, event_id.epoch_of(progress), earlier)

    @property
    def library(self) -> LibraryChannel:
        """The channel of the library."""
        if self._library is None:
            raise RuntimeError(NOT_STARTED)
        return self._library

    def channel(self, session_id: str) -> Channel | None:
        return self._channels.get(session_id)

    def drop(self, session_id: str) -> None:
        """End the streams of a session that was deleted; `was_dropped` remembers it."""
        self._deleted[session_id] = None
        if len(self._deleted) > DELETED_REMEMBERED:
            self._deleted.popitem(last=False)
        channel = self._channels.pop(session_id, None)
        if channel is not None:
            channel.flush()
            channel.end("deleted")

    def was_dropped(self, session_id: str) -> bool:
        return session_id in self._deleted

    def set_rollout(self, percent: int) -> None:
        """Tell all pages that stream, and those that will, the share of browsers that stream."""
        if percent == self._rollout.percent:
            return
        self._rollout.percent = percent
        for channel in self._channels.values():
            channel.announce_rollout()

    async def stop(self) -> None:
        """End every stream: send what is still unsent, then when to reconnect. May be called more than once."""
        if self._context is None or self.is_stopping:
            return
        self.is_stopping = True
        if self._check is not None:
            self._check.cancel()
        streams = len(self.subscribers.open)
        for channel in self._channels.values():
            channel.flush()
        self._context.dispatcher.drain()
        for channel in self._channels.values():
            channel.end("stopped", self._spread_retry)
        self.library.end("stopped", self._spread_retry)
        cut = await self._wait_until_empty()
        log.info("live stream stopped", streams=streams, cut=cut)

    def _begin(self, timers: Timers) -> None:
        dispatcher = Dispatcher(timers, self.metrics)
        self._context = HubContext(self.settings, self.metrics, timers, dispatcher, self.subscribers, self._rollout)
        self._library = LibraryChannel(self._context)
        self.is_stopping = False
        self._schedule_check(timers)

    def _make_channel(self, progress: Progress, epoch: str, earlier: Sequence[FileFailure] | None) -> Channel:
        if self._context is None:
            raise RuntimeError(NOT_STARTED)
        return Channel(progress, self._context, epoch, earlier)

    def _schedule_check(self, timers: Timers) -> None:
        interval = self.settings.keepalive_s / CHECKS_PER_KEEPALIVE
        self._check = timers.call_at(timers.time() + interval, lambda: self._check_all(timers))

    def _check_all(self, timers: Timers) -> None:
        """Send keepalives, close stale streams, and forget channels that finished long ago: one timer for all."""
        now, quiet_s = timers.time(), self._keepalive_s()
        for channel in tuple(self._channels.values()):
            channel.send_keepalives(now, quiet_s)
            if channel.finished_at is not None and now - channel.finished_at > self.settings.linger_s:
                self._forget(channel)
        self.library.send_keepalives(now, quiet_s)
        self._close_stale(now)
        self._schedule_check(timers)

    def _keepalive_s(self) -> float:
        """Return the setting, up to doubled with many watchers: still short enough for a client's watchdog."""
        return self.settings.keepalive_s * min(2.0, max(1.0, len(self.subscribers.open) / FULL_RATE_WATCHERS))

    def _close_stale(self, now: float) -> None:
        for subscriber in tuple(self.subscribers.stalled):
            if now - subscriber.stalled_at <= self.settings.stale_s:
                return
            subscriber.abort("stale")

    def _forget(self, channel: Channel) -> None:
        """Remove a finished channel, unless clients are still reading its last events."""
        if not channel.watchers and channel.progress.status in TERMINAL:
            del self._channels[channel.session_id]

    def _spread_retry(self) -> bytes:
        """Return a random time to reconnect, different for each client, so that they do not all return at once."""
        retry_ms = random.randrange(self.settings.retry_ms, self.settings.retry_ms * RETRY_SPREAD)  # noqa: S311
        return sse.retry(retry_ms) + b"\n"

    async def _wait_until_empty(self) -> int:
        """Cut the streams that are still open after the grace period, and return how many there were."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.settings.stop_grace_s):
                await self.subscribers.is_empty.wait()
        left = tuple(self.subscribers.open)
        for subscriber in left:
            subscriber.abort("cut")
        return len(left)
