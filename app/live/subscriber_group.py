"""A lane: the subscribers of one channel that get the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.live.dispatcher import Delivery
from app.live.format.content_codings import Coding, Payload
from app.live.format.event_formats import EventFormat, NumberedState
from app.live.subscriber import NEVER_IN_STEP, Subscriber

if TYPE_CHECKING:
    from app.live.channel import Channel


class SubscriberGroup:
    """Encodes for all of its subscribers at once; numbers what it sent, so that it knows who is in step."""

    def __init__(self, channel: Channel, form: EventFormat, coding: Coding) -> None:
        self.channel = channel
        self.form = form
        self.coding = coding
        self.members: dict[Subscriber, None] = {}
        """In the order they came; a set would write in an order that changes from run to run."""
        self.step = 0
        """Number of the newest payload."""
        self._snapshot: tuple[NumberedState | None, bytes] = (None, b"")

    def snapshot(self, shown: NumberedState) -> bytes:
        """Encoded once however many join at one state."""
        if self._snapshot[0] is not shown:
            self._snapshot = (shown, self.form.snapshot(shown))
        return self._snapshot[1]

    def delivery(self, text: bytes, shown: NumberedState, *, since: float | None, done: Callable[[], None]) -> Delivery:
        """The next payload, for all that are in step."""
        self.step += 1
        return Delivery(
            self.coding.shared(text),
            list(self.members),
            step=self.step,
            position=shown.seq,
            is_last=shown.is_terminal,
            since=since,
            done=done,
        )

    def replay(self, subscriber: Subscriber, text: bytes, position: int, *, first: bool) -> None:
        """Send a part of what one subscriber missed; it is out of step until the rest has followed."""
        subscriber.position = position
        subscriber.step = NEVER_IN_STEP
        subscriber.send(self.coding.own(text, first=first))

    def bring_up(self, subscriber: Subscriber, text: bytes, shown: NumberedState, *, first: bool) -> None:
        """Send `text` to one subscriber; it leads to `shown`, so that it is in step from then on."""
        payload = self.coding.own(text, first=first)
        subscriber.position = shown.seq
        subscriber.step = self.step
        if shown.is_terminal:
            subscriber.finish(payload, "finished")
        else:
            subscriber.send(payload)

    def say_goodbye(self, subscriber: Subscriber, text: bytes, reason: str) -> None:
        """End the stream of one subscriber with a last text of its own."""
        subscriber.finish(self.coding.own(text, first=False) if text else Payload(b"", b""), reason)
