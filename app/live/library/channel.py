"""The channel of the library: what was changed in it, told to every page that shows it.

Its events are numbered, and the newest are kept: a client that reconnects with its last event id gets what it missed.
One that missed more, or comes with an id of another server, is told to load again.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from app.live.connections import ClientConnection
from app.live.context import HubContext
from app.live.format import sse
from app.live.format.content_codings import Payload
from app.live.format.event_id import parse_event_id
from app.live.format.status_document import to_json
from app.live.subscriber import SubscribeOptions, Subscriber

log = structlog.get_logger(__name__)

EVENTS_KEPT = 200
NAME = "library"
"""What stands where another stream has its session's id."""

_RELOAD = sse.event(b"{}", name=b"reload")


class LibraryChannel:
    """Made by the hub. Implements `SubscriberOwner`. All methods must be called on the server's one event loop."""

    def __init__(self, context: HubContext) -> None:
        self.epoch = secrets.token_hex(8)
        self.seq = 1
        """Number of the newest event; 1 before the first."""
        self._context = context
        self._events: deque[tuple[int, bytes]] = deque(maxlen=EVENTS_KEPT)
        self._members: dict[Subscriber, None] = {}
        self._last_sent_at = 0.0
        self._end_reason = ""

    @property
    def watchers(self) -> int:
        return len(self._members)

    @property
    def session_id(self) -> str:
        return NAME

    @property
    def newest_position(self) -> int:
        return self.seq

    def publish(self, name: str, document: Mapping[str, Any]) -> None:
        """Send an event to everyone, and keep it for those who are not connected now."""
        self.seq += 1
        event_id = f"{self.epoch}-{self.seq}".encode()
        text = sse.event(to_json(document), name=name.encode(), event_id=event_id)
        self._events.append((self.seq, text))
        self._send(text, position=self.seq)

    def tell(self, name: str, document: Mapping[str, Any]) -> None:
        """Send an event that nobody needs later, such as how far a step is."""
        self._send(sse.event(to_json(document), name=name.encode()))

    def join(self, connection: ClientConnection, options: SubscribeOptions) -> None:
        """Add a subscriber. It first receives what it missed, then everything that follows."""
        parsed = parse_event_id(options.last_event_id)
        position = parsed.seq if parsed is not None and parsed.epoch == self.epoch else 0
        subscriber = Subscriber(
            self, connection, options, position=position, checksum=None, now=self._context.timers.time()
        )
        self._members[subscriber] = None
        connection.attach(subscriber)
        self._context.subscribers.add(subscriber)
        subscriber.resumed_at_start = position > 0
        log.info("library stream opened", address=options.address, watchers=self.watchers)
        opening = sse.retry(self._context.settings.retry_ms) + sse.event(
            b"{}", name=b"open", event_id=f"{self.epoch}-{self.seq}".encode()
        )
        self._deliver(subscriber, self._find_missed(subscriber, options) + opening)
        if self._end_reason and not subscriber.end_reason:
            subscriber.finish(Payload(b"", b""), self._end_reason)

    def send_keepalives(self, now: float, quiet_s: float) -> None:
        """Send a keepalive if nothing was sent for `quiet_s` seconds."""
        if self._members and now - self._last_sent_at >= quiet_s:
            self._send(sse.KEEPALIVE)

    def end(self, reason: str, last_text: Callable[[], bytes]) -> None:
        """End every stream for good. Each is sent its own `last_text()` as its last events."""
        self._end_reason = reason
        for subscriber in tuple(self._members):
            if not subscriber.end_reason:
                text = last_text()
                subscriber.finish(Payload(text, text), reason)

    def stalled(self, subscriber: Subscriber) -> None:
        subscriber.stalled_at = self._context.timers.time()
        self._context.subscribers.stalled[subscriber] = None

    def resumed(self, subscriber: Subscriber) -> None:
        self._context.subscribers.stalled.pop(subscriber, None)
        if not subscriber.is_closed and not subscriber.end_reason and subscriber.position < self.seq:
            self._deliver(subscriber, self._find_events(subscriber.position))

    def left(self, subscriber: Subscriber, reason: str) -> None:
        del self._members[subscriber]
        self._context.subscribers.remove(subscriber, reason)
        log.info("library stream closed", reason=reason, watchers=self.watchers)

    def _send(self, text: bytes, position: int | None = None) -> None:
        self._last_sent_at = self._context.timers.time()
        payload = Payload(text, text)
        for subscriber in tuple(self._members):
            if not subscriber.is_stalled and not subscriber.end_reason:
                if position is not None:
                    subscriber.position = position
                subscriber.send(payload)

    def _deliver(self, subscriber: Subscriber, text: bytes) -> None:
        subscriber.position = self.seq
        subscriber.send(Payload(text, text))

    def _find_missed(self, subscriber: Subscriber, options: SubscribeOptions) -> bytes:
        """Return the events after the client's last one. A client that has none has just loaded what it shows."""
        return self._find_events(subscriber.position) if options.last_event_id else b""

    def _find_events(self, position: int) -> bytes:
        """Return the events after `position`, or the one that says that too much was missed."""
        if position == self.seq:
            return b""
        missed = [text for seq, text in self._events if seq > position]
        return b"".join(missed) if 0 < position < self.seq and len(missed) == self.seq - position else _RELOAD
