"""A channel: the state of one session, numbered, and everybody who watches it.

What is shown and what is newest are two things: the newest state becomes the shown one at most once a tick. A
subscriber that joins gets the shown state, so that the next frame, the same for all, continues from there: it registers
and notes its position in one step, without gap or double.
"""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from app.domain.progress import ERRORS_KEPT, TERMINAL, FileFailure, Progress
from app.live.connections import ClientConnection
from app.live.dispatcher import Dispatcher, Timer, Timers
from app.live.format import sse
from app.live.format.compact_encoder import base36
from app.live.format.content_codings import Identity, SharedGzip
from app.live.format.event_formats import CompactFormat, EventFormat, NumberedState, PlainFormat, Transition
from app.live.format.failure_log import FailureLog, LoggedFailure, Missed
from app.live.metrics import LiveMetrics
from app.live.registry import SubscriberRegistry
from app.live.settings import LiveSettings
from app.live.subscriber import NOWHERE, Subscriber
from app.live.subscriber_group import SubscriberGroup

log = structlog.get_logger(__name__)

PLAIN = "plain"
COMPACT = "compact"

CHEAP_DELIVERIES = 8
"""Delivering is cheap while this many deliveries fit into the time for which failures may wait."""

_EVENT_ID = re.compile(r"([0-9a-z]{1,20})-([0-9]{1,18})", re.ASCII)

_PROCESS = base36(secrets.randbelow(36**5))
_lives = itertools.count(1)


def new_epoch() -> str:
    """Unique per channel life: a number in this process, after five digits that another process does not share."""
    return _PROCESS + base36(next(_lives))


@dataclass(frozen=True, slots=True)
class HubContext:
    """What all channels of a hub share."""

    settings: LiveSettings
    metrics: LiveMetrics
    timers: Timers
    dispatcher: Dispatcher
    attendance: SubscriberRegistry


@dataclass(frozen=True, slots=True)
class SubscribeOptions:
    """What a client asked for."""

    form: str = PLAIN
    gzip: bool = False
    last_event_id: str = ""
    address: str = ""


class Channel:
    """Made by `Hub.open`. Everything happens on the server's one event loop."""

    def __init__(self, progress: Progress, surroundings: HubContext, epoch: str) -> None:
        self.session_id = progress.session_id
        self.epoch = epoch
        self.seq = 1
        """Number of the newest state; only grows."""
        self.progress = progress
        self._surroundings = surroundings
        self._forms: dict[str, EventFormat] = {PLAIN: PlainFormat(), COMPACT: CompactFormat()}
        self._quiet_since = dict.fromkeys(self._forms, 0.0)
        self._lanes: dict[tuple[str, bool], SubscriberGroup] = {}
        self._failures = FailureLog()
        self._shown = NumberedState(epoch, self.seq, progress)
        self._pending: list[LoggedFailure] = []
        self._pending_since: float | None = None
        """When the oldest change that is not shown yet was published."""
        self._failing_since = 0.0
        """When the oldest failure that is not shown yet was published; read only while there is one."""
        self._shown_at = float("-inf")
        self._in_flight = 0
        self._delivery_s = 0.0
        """How long the last batch took to reach everybody."""
        self._timer: Timer | None = None
        self._timer_due = 0.0
        self._ended = ""
        """Why the channel takes no more subscribers: the session was deleted, or the server stops."""
        self.finished_at: float | None = self._now() if progress.status in TERMINAL else None
        """When it became terminal, in the loop's seconds."""

    @property
    def watchers(self) -> int:
        return sum(len(lane.members) for lane in self._lanes.values())

    def publish(self, progress: Progress, failure: FileFailure | None = None) -> None:
        """`progress` is the newest state from now on; `failure` is what just failed, if a file did.

        States may be conflated on their way, failures never are. A terminal status ends every stream
        after it, until a state that is not terminal opens the channel again.
        """
        self.seq += 1
        self.progress = progress
        if failure is not None:
            if not self._pending:
                self._failing_since = self._now()
            self._pending.append(LoggedFailure(self.seq, failure))
        if self._pending_since is None:
            self._pending_since = self._now()
        is_terminal = progress.status in TERMINAL
        self.finished_at = self._now() if is_terminal else None
        if is_terminal or not self._lanes:
            self._show()
        elif len(self._pending) >= ERRORS_KEPT:
            self._show()
            self._surroundings.dispatcher.drain()
        else:
            self._show_in_time()

    def join(self, wire: ClientConnection, wish: SubscribeOptions) -> Subscriber:
        """One more subscriber: first what it needs to have the shown state, then all that follows."""
        lane = self._lane(wish)
        subscriber = Subscriber(lane, wire, wish.address, self._now())
        lane.members[subscriber] = None
        wire.attach(subscriber)
        self._surroundings.attendance.entered(subscriber)
        subscriber.position = self._position(wish.last_event_id)
        self._welcome(subscriber, wish)
        self._lead(subscriber, sse.retry(self._surroundings.settings.retry_ms))
        if self._ended and not subscriber.end_reason:
            lane.say_goodbye(subscriber, b"", self._ended)
        return subscriber

    def is_end(self, last_event_id: str) -> bool:
        """Whether a client with this id has the terminal event."""
        return self._shown.is_terminal and last_event_id.encode() == self._shown.event_id

    def keep_alive(self, now: float, quiet_s: float) -> None:
        """A sign of life to every form that was quiet for `quiet_s`."""
        for name, form in self._forms.items():
            if now - self._quiet_since[name] >= quiet_s:
                lanes = self._lanes_of(name)
                if lanes:
                    self._send(name, lanes, form.keepalive(self._shown), since=None)

    def show_rest(self) -> None:
        """Show what was still waiting for its tick."""
        if self._pending_since is not None:
            self._show()

    def end(self, reason: str, last_words: Callable[[], bytes] = bytes) -> None:
        """End every stream for good, whatever the state; each hears `last_words` of its own."""
        self._ended = reason
        for lane in tuple(self._lanes.values()):
            for subscriber in tuple(lane.members):
                if not subscriber.end_reason:
                    lane.say_goodbye(subscriber, last_words(), reason)

    def stalled(self, subscriber: Subscriber) -> None:
        subscriber.stalled_at = self._now()
        self._surroundings.attendance.stalled[subscriber] = None

    def resumed(self, subscriber: Subscriber) -> None:
        """A wire takes more again: its subscriber catches up with what it missed meanwhile."""
        self._surroundings.attendance.stalled.pop(subscriber, None)
        lane = subscriber.lane
        if subscriber.is_closed or subscriber.end_reason or subscriber.step == lane.step:
            return
        self._surroundings.metrics.conflated.inc(max(0, self._shown.seq - subscriber.position - 1))
        self._lead(subscriber)

    def left(self, subscriber: Subscriber, reason: str) -> None:
        lane = subscriber.lane
        del lane.members[subscriber]
        if not lane.members:
            self._lanes = {key: other for key, other in self._lanes.items() if other is not lane}
        self._surroundings.attendance.left(subscriber, reason)
        seconds = round(self._now() - subscriber.opened_at, 3)
        log.info("stream closed", session_id=self.session_id, reason=reason, seconds=seconds, watchers=self.watchers)

    def _now(self) -> float:
        return self._surroundings.timers.time()

    def _lane(self, wish: SubscribeOptions) -> SubscriberGroup:
        key = (wish.form, wish.gzip)
        if key not in self._lanes:
            self._lanes[key] = SubscriberGroup(self, self._forms[wish.form], SharedGzip() if wish.gzip else Identity())
        return self._lanes[key]

    def _lanes_of(self, form: str) -> list[SubscriberGroup]:
        return [lane for (name, _), lane in self._lanes.items() if name == form]

    def _position(self, last_event_id: str) -> int:
        """The number in an id that a client of this channel can have; `NOWHERE` for any other."""
        match = _EVENT_ID.fullmatch(last_event_id)
        if match is None or match[1] != self.epoch or not 1 <= int(match[2]) <= self._shown.seq:
            return NOWHERE
        return int(match[2])

    def _lead(self, subscriber: Subscriber, text: bytes = b"") -> None:
        """Send what it misses, after `text`, until it is in step or its wire is full; `resumed` then goes on."""
        lane, first = subscriber.lane, bool(text)
        missed = self._missed(subscriber)
        while missed is not None and not missed.is_all:
            text += lane.form.replay(self._shown, missed.failures)
            lane.replay(subscriber, text, missed.failures[-1].seq, first=first)
            if subscriber.is_stalled or subscriber.is_closed:
                return
            text, first = b"", False
            missed = self._missed(subscriber)
        if missed is None:
            text += lane.snapshot(self._shown)
        else:
            text += lane.form.catch_up(self._shown, missed.failures)
        lane.bring_up(subscriber, text, self._shown, first=first)

    def _missed(self, subscriber: Subscriber) -> Missed | None:
        """The failures it has not got yet; None when only a snapshot can help."""
        if subscriber.position == NOWHERE:
            return None
        missed = self._failures.since(subscriber.position)
        if missed is None:
            self._surroundings.metrics.dropped.inc()
        else:
            self._surroundings.metrics.replayed.inc(len(missed.failures))
        return missed

    def _welcome(self, subscriber: Subscriber, wish: SubscribeOptions) -> None:
        facts = {"session_id": self.session_id, "address": wish.address, "form": wish.form, "gzip": wish.gzip}
        if subscriber.position == NOWHERE:
            log.info("stream opened", **facts, last_event_id=wish.last_event_id, watchers=self.watchers)
        else:
            missed = self._failures.count_since(subscriber.position)
            log.info("stream resumed", **facts, last_event_id=wish.last_event_id, replayed=missed)
            self._surroundings.metrics.resumed.inc()

    def _show_in_time(self) -> None:
        """At once after quiet; else when the tick is over, and not before the last batch has left."""
        if self._in_flight:
            return
        due = self._due()
        if self._timer is not None and self._timer_due <= due:
            return
        self._cancel_timer()
        timers = self._surroundings.timers
        self._timer = timers.call_soon(self._show) if due <= timers.time() else timers.call_at(due, self._show)
        self._timer_due = due

    def _due(self) -> float:
        """When the newest state is to be shown.

        Failures wait only where that saves writes that cost something. Few watchers get each at once, unless they
        hail. In front of a crowd the first one after a quiet tick leaves at once, and a later one waits for the next,
        because one write for both costs half.
        """
        settings = self._surroundings.settings
        tick = self._shown_at + settings.tick_s
        if not self._pending:
            return tick
        spread = CHEAP_DELIVERIES * self._delivery_s
        if spread < settings.burst_s:
            return self._shown_at + spread
        return min(tick, self._failing_since + settings.burst_s)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _show(self) -> None:
        """The newest state becomes the shown one, for everybody who is in step."""
        self._cancel_timer()
        failures, self._pending = self._pending, []
        since, self._pending_since = self._pending_since, None
        step = Transition(self._shown, NumberedState(self.epoch, self.seq, self.progress), failures)
        self._failures.extend(failures)
        self._shown = step.after
        self._shown_at = self._now()
        if self._lanes:
            self._surroundings.metrics.conflated.inc(step.after.seq - step.before.seq - 1)
        for name, form in self._forms.items():
            if lanes := self._lanes_of(name):
                self._send(name, lanes, form.advance(step), since=since)

    def _send(self, form: str, lanes: list[SubscriberGroup], text: bytes, *, since: float | None) -> None:
        if not text:
            return
        self._quiet_since[form] = self._now()
        for lane in lanes:
            self._in_flight += 1
            self._surroundings.dispatcher.add(lane.delivery(text, self._shown, since=since, done=self._delivered))

    def _delivered(self) -> None:
        self._in_flight -= 1
        if self._in_flight == 0:
            self._delivery_s = self._now() - self._shown_at
            if self._pending_since is not None:
                self._show_in_time()
