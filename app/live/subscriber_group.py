"""A subscriber group: the subscribers of one channel that receive the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from app.live.connections import ClientConnection
from app.live.context import HubContext
from app.live.dispatcher import Delivery
from app.live.format.content_codings import Coding, Payload
from app.live.format.event_formats import EventFormat
from app.live.format.failure_log import Missed
from app.live.format.history import NO_POSITION, History, NumberedState
from app.live.subscriber import OUT_OF_STEP, SubscribeOptions, Subscriber

OnLeft: TypeAlias = Callable[["SubscriberGroup", Subscriber, str], None]


class SubscriberGroup:
    """Encodes once for all of its subscribers, and brings those that fell behind up to date.

    Payloads are numbered: a subscriber is in step while it has the newest one, and only then gets the next.
    Implements `SubscriberOwner`; `on_left` is called after a subscriber has left.
    """

    def __init__(
        self, context: HubContext, history: History, event_format: EventFormat, coding: Coding, on_left: OnLeft
    ) -> None:
        self.members: dict[Subscriber, None] = {}
        """In the order they joined. A set would make the order of writes change from run to run."""
        self._context = context
        self._history = history
        self._format = event_format
        self._coding = coding
        self._on_left = on_left
        self._payload_number = 0
        """Number of the newest payload."""
        self._snapshot: tuple[NumberedState | None, bytes] = (None, b"")

    @property
    def session_id(self) -> str:
        return self._history.state.progress.session_id

    @property
    def newest_position(self) -> int:
        return self._history.state.seq

    def add(self, connection: ClientConnection, options: SubscribeOptions, position: int) -> Subscriber:
        """Return a new subscriber at `position`. It receives nothing before `catch_up` is called for it."""
        subscriber = Subscriber(
            self,
            connection,
            options,
            position=position,
            checksum=self._coding.new_checksum(),
            now=self._context.timers.time(),
        )
        self.members[subscriber] = None
        connection.attach(subscriber)
        self._context.subscribers.add(subscriber)
        return subscriber

    def catch_up(self, subscriber: Subscriber, prefix: bytes = b"") -> None:
        """Send what the subscriber is missing, in parts, until it is in step.

        Stops early when its connection is full; `resumed` then continues. `prefix` begins a new stream and goes
        before everything else. The share of browsers that stream is said each time, because it may be what was missed.
        """
        text, is_first = prefix + self._format.encode_rollout(self._context.rollout.percent), bool(prefix)
        missed = self._find_missed(subscriber)
        if is_first:
            subscriber.resumed_at_start = missed is not None
        while missed is not None and not missed.is_complete:
            text += self._format.encode_replay(self._history.state, missed.failures)
            self._send_part(subscriber, text, missed.failures[-1].seq, is_first=is_first)
            if subscriber.is_stalled or subscriber.is_closed:
                return
            text, is_first = b"", False
            missed = self._find_missed(subscriber)
        if missed is None:
            text += self._encode_snapshot()
        else:
            text += self._format.encode_catch_up(self._history.state, missed.failures)
        self._send_rest(subscriber, text, is_first=is_first)

    def new_delivery(self, text: bytes, *, changed_at: float | None, done: Callable[[], None]) -> Delivery:
        """Return the delivery of the next payload, to all that are in step when it reaches them."""
        self._payload_number += 1
        state = self._history.state
        return Delivery(
            self._coding.encode_shared(text),
            list(self.members),
            number=self._payload_number,
            position=state.seq,
            is_last=state.is_terminal,
            changed_at=changed_at,
            done=done,
        )

    def end(self, subscriber: Subscriber, text: bytes, reason: str) -> None:
        """End the stream of one subscriber, with `text` as its last events."""
        payload = self._coding.encode_own(text, is_first=False) if text else Payload(b"", b"")
        subscriber.finish(payload, reason)

    def stalled(self, subscriber: Subscriber) -> None:
        subscriber.stalled_at = self._context.timers.time()
        self._context.subscribers.stalled[subscriber] = None

    def resumed(self, subscriber: Subscriber) -> None:
        self._context.subscribers.stalled.pop(subscriber, None)
        if subscriber.is_closed or subscriber.end_reason or subscriber.payload_number == self._payload_number:
            return
        self._context.metrics.conflated.inc(max(0, self._history.state.seq - subscriber.position - 1))
        self.catch_up(subscriber)

    def left(self, subscriber: Subscriber, reason: str) -> None:
        del self.members[subscriber]
        self._context.subscribers.remove(subscriber, reason)
        self._on_left(self, subscriber, reason)

    def _find_missed(self, subscriber: Subscriber) -> Missed | None:
        """Return the failures that the subscriber does not have yet; None when it needs a snapshot."""
        if subscriber.position == NO_POSITION:
            return None
        missed = self._history.failures.since(subscriber.position)
        if missed is None:
            self._context.metrics.dropped.inc()
        else:
            self._context.metrics.replayed.inc(len(missed.failures))
        return missed

    def _encode_snapshot(self) -> bytes:
        """Return the snapshot of the last sent state, encoded once however many subscribers join at it."""
        if self._snapshot[0] is not self._history.state:
            self._snapshot = (self._history.state, self._format.encode_snapshot(self._history.state))
        return self._snapshot[1]

    def _send_part(self, subscriber: Subscriber, text: bytes, position: int, *, is_first: bool) -> None:
        """Send a part of what one subscriber missed; it stays out of step until the rest has followed."""
        subscriber.position = position
        subscriber.payload_number = OUT_OF_STEP
        subscriber.send(self._coding.encode_own(text, is_first=is_first))

    def _send_rest(self, subscriber: Subscriber, text: bytes, *, is_first: bool) -> None:
        """Send one subscriber what leads to the last sent state; it is in step from then on."""
        payload = self._coding.encode_own(text, is_first=is_first)
        state = self._history.state
        subscriber.position = state.seq
        subscriber.payload_number = self._payload_number
        if state.is_terminal:
            subscriber.finish(payload, "finished")
        else:
            subscriber.send(payload)
