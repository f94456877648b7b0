"""A channel: the numbered states of one session, and when each is sent to those who watch it.

The newest state and the last sent state are two things: the newest is sent at most once a tick. A subscriber that joins
starts from the last sent state, so that the next frame, which is the same for all, continues from there. It registers
and notes its position in one step, so nothing is lost and nothing is sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from app.domain.progress import ERRORS_KEPT, TERMINAL, FileFailure, Progress
from app.live.connections import ClientConnection
from app.live.context import HubContext
from app.live.dispatcher import Timer
from app.live.format import sse
from app.live.format.content_codings import Identity, SharedGzip
from app.live.format.event_formats import CompactFormat, EventFormat, PlainFormat
from app.live.format.failure_log import LoggedFailure
from app.live.format.history import NO_POSITION, History, NumberedState, Transition
from app.live.subscriber import COMPACT, PLAIN, SubscribeOptions, Subscriber
from app.live.subscriber_group import SubscriberGroup

log = structlog.get_logger(__name__)

CHEAP_DELIVERIES = 8
"""Delivering is cheap when this many deliveries fit into the time that failures may wait (`LiveSettings.burst_s`)."""


class Channel:
    """Made by `Hub.open`. All methods must be called on the server's one event loop."""

    def __init__(
        self, progress: Progress, context: HubContext, epoch: str, earlier: Sequence[FileFailure] | None = None
    ) -> None:
        """`earlier` are failures of the run that an earlier server sent, see `History`."""
        self.session_id = progress.session_id
        self.epoch = epoch
        self._history = History(epoch, progress, earlier)
        self.seq = self._history.state.seq
        """Number of the newest state; only grows."""
        self.progress = progress
        """The newest state."""
        self._context = context
        self._formats: dict[str, EventFormat] = {PLAIN: PlainFormat(), COMPACT: CompactFormat()}
        self._last_sent_at = dict.fromkeys(self._formats, 0.0)
        self._groups: dict[tuple[str, bool], SubscriberGroup] = {}
        self.failures = self._history.state.failures
        """How many failures of the run were published."""
        self._unsent: list[LoggedFailure] = []
        self._unsent_since: float | None = None
        """When the oldest unsent change was published, be it a state or a failure."""
        self._failing_since = 0.0
        """When the oldest unsent failure was published; only meaningful while there is one."""
        self._flushed_at = float("-inf")
        self._in_flight = 0
        self._delivery_s = 0.0
        """How long the last batch took to reach everyone."""
        self._timer: Timer | None = None
        self._timer_due = 0.0
        self._end_reason = ""
        """Why the channel takes no more subscribers: the session was deleted, or the server is stopping."""
        self.finished_at: float | None = self._now() if progress.status in TERMINAL else None
        """When the session became terminal, in the loop's seconds."""

    @property
    def watchers(self) -> int:
        """How many streams of this session are open."""
        return sum(len(group.members) for group in self._groups.values())

    def publish(self, progress: Progress, failure: FileFailure | None = None) -> None:
        """Make `progress` the newest state; `failure` is the file failure that led to it, if one did.

        States may be conflated on their way to the clients, failures never are. A terminal status ends every
        stream, until a state that is not terminal opens the channel again.
        """
        self.seq += 1
        self.progress = progress
        if failure is not None:
            if not self._unsent:
                self._failing_since = self._now()
            self.failures += 1
            self._unsent.append(LoggedFailure(self.seq, failure, self.failures))
        if self._unsent_since is None:
            self._unsent_since = self._now()
        is_terminal = progress.status in TERMINAL
        self.finished_at = self._now() if is_terminal else None
        if is_terminal or not self._groups:
            self._flush()
        elif len(self._unsent) >= ERRORS_KEPT:
            self._flush()
            self._context.dispatcher.drain()
        else:
            self._schedule_flush()

    def join(self, connection: ClientConnection, options: SubscribeOptions) -> None:
        """Add a subscriber. It first receives what leads to the last sent state, then everything that follows."""
        group = self._find_group(options)
        position = self._history.position_of(options.last_event_id)
        subscriber = group.add(connection, options, position)
        self._note_join(options, position)
        group.catch_up(subscriber, sse.retry(self._context.settings.retry_ms))
        if self._end_reason and not subscriber.end_reason:
            group.end(subscriber, b"", self._end_reason)

    def is_terminal_id(self, last_event_id: str) -> bool:
        """Return whether this is the id of the terminal event, so that its client has everything."""
        state = self._history.state
        return state.is_terminal and last_event_id.encode() == state.event_id

    def send_keepalives(self, now: float, quiet_s: float) -> None:
        """Send a keepalive in every format that has sent nothing for `quiet_s` seconds."""
        for name, event_format in self._formats.items():
            if now - self._last_sent_at[name] >= quiet_s:
                groups = self._groups_of(name)
                if groups:
                    self._send(name, groups, event_format.encode_keepalive(self._history.state), changed_at=None)

    def announce_rollout(self) -> None:
        """Tell every page that watches the share of browsers that stream."""
        for name, event_format in self._formats.items():
            if groups := self._groups_of(name):
                self._send(name, groups, event_format.encode_rollout(self._context.rollout.percent), changed_at=None)

    def flush(self) -> None:
        """Send the newest state now, if it is still unsent."""
        if self._unsent_since is not None:
            self._flush()

    def end(self, reason: str, last_text: Callable[[], bytes] = bytes) -> None:
        """End every stream for good, whatever the state. Each is sent its own `last_text()` as its last events."""
        self._end_reason = reason
        for group in tuple(self._groups.values()):
            for subscriber in tuple(group.members):
                if not subscriber.end_reason:
                    group.end(subscriber, last_text(), reason)

    def _now(self) -> float:
        return self._context.timers.time()

    def _find_group(self, options: SubscribeOptions) -> SubscriberGroup:
        """Return the group that matches `options`; make it when there is none."""
        key = (options.format, options.gzip)
        if key not in self._groups:
            coding = SharedGzip() if options.gzip else Identity()
            event_format = self._formats[options.format]
            self._groups[key] = SubscriberGroup(self._context, self._history, event_format, coding, self._note_leave)
        return self._groups[key]

    def _groups_of(self, format_name: str) -> list[SubscriberGroup]:
        return [group for (name, _), group in self._groups.items() if name == format_name]

    def _note_join(self, options: SubscribeOptions, position: int) -> None:
        facts = {
            "session_id": self.session_id,
            "address": options.address,
            "format": options.format,
            "gzip": options.gzip,
            "last_event_id": options.last_event_id,
        }
        if position == NO_POSITION:
            log.info("stream opened", **facts, watchers=self.watchers)
        else:
            log.info("stream resumed", **facts, replayed=self._history.failures.count_since(position))
            self._context.metrics.resumed.inc()

    def _note_leave(self, group: SubscriberGroup, subscriber: Subscriber, reason: str) -> None:
        if not group.members:
            self._groups = {key: other for key, other in self._groups.items() if other is not group}
        seconds = round(self._now() - subscriber.opened_at, 3)
        log.info("stream closed", session_id=self.session_id, reason=reason, seconds=seconds, watchers=self.watchers)

    def _schedule_flush(self) -> None:
        """Flush at once after a quiet tick, otherwise at its end; never before the last batch has been delivered."""
        if self._in_flight:
            return
        due = self._next_flush_at()
        if self._timer is not None and self._timer_due <= due:
            return
        self._cancel_timer()
        timers = self._context.timers
        self._timer = timers.call_soon(self._flush) if due <= timers.time() else timers.call_at(due, self._flush)
        self._timer_due = due

    def _next_flush_at(self) -> float:
        """Return when the newest state is to be sent, in the loop's seconds.

        Failures wait only where that saves writes that cost something. With few watchers each failure is sent at
        once, unless many arrive at once. With many watchers the first failure after a quiet tick is sent at once and a
        later one waits for the next, because one write for both costs half.
        """
        settings = self._context.settings
        tick = self._flushed_at + settings.tick_s
        if not self._unsent:
            return tick
        spacing_s = CHEAP_DELIVERIES * self._delivery_s
        if spacing_s < settings.burst_s:
            return self._flushed_at + spacing_s
        return min(tick, self._failing_since + settings.burst_s)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _flush(self) -> None:
        """Send the newest state, and all failures before it, to everyone who is in step."""
        self._cancel_timer()
        failures, self._unsent = self._unsent, []
        changed_at, self._unsent_since = self._unsent_since, None
        newest = NumberedState(self.epoch, self.seq, self.progress, self.failures)
        transition = Transition(self._history.state, newest, failures)
        self._history.apply(transition)
        self._flushed_at = self._now()
        if self._groups:
            self._context.metrics.conflated.inc(newest.seq - transition.before.seq - 1)
        for name, event_format in self._formats.items():
            if groups := self._groups_of(name):
                self._send(name, groups, event_format.encode_transition(transition), changed_at=changed_at)

    def _send(self, format_name: str, groups: list[SubscriberGroup], text: bytes, *, changed_at: float | None) -> None:
        if not text:
            return
        self._last_sent_at[format_name] = self._now()
        for group in groups:
            self._in_flight += 1
            delivery = group.new_delivery(text, changed_at=changed_at, done=self._note_delivered)
            self._context.dispatcher.add(delivery)

    def _note_delivered(self) -> None:
        self._in_flight -= 1
        if self._in_flight == 0:
            self._delivery_s = self._now() - self._flushed_at
            if self._unsent_since is not None:
                self._schedule_flush()
