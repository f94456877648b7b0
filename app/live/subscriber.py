"""A subscriber: a position in a channel's stream, and the connection to its client."""

from __future__ import annotations

from typing import Protocol

from app.live.connections import ClientConnection
from app.live.format.content_codings import Checksum, Payload

OUT_OF_STEP = -1


class SubscriberOwner(Protocol):
    """Receives the changes of a subscriber's connection."""

    def stalled(self, subscriber: Subscriber) -> None:
        """The connection is full: send nothing until `resumed`."""
        ...

    def resumed(self, subscriber: Subscriber) -> None:
        """The connection has room again; the subscriber may have missed payloads meanwhile."""
        ...

    def left(self, subscriber: Subscriber, reason: str) -> None:
        """The connection is closed. Called once per subscriber, and last."""
        ...


class Subscriber:
    """Holds no frames. While its connection is stalled it only keeps a position, and catches up from there."""

    __slots__ = (
        "_connection",
        "_owner",
        "address",
        "checksum",
        "end_reason",
        "is_closed",
        "is_stalled",
        "opened_at",
        "payload_number",
        "position",
        "stalled_at",
    )

    def __init__(
        self,
        owner: SubscriberOwner,
        connection: ClientConnection,
        *,
        address: str,
        position: int,
        checksum: Checksum | None,
        now: float,
    ) -> None:
        self.address = address
        self.position = position
        """Number of the newest state, or failure, that its client has."""
        self.payload_number = OUT_OF_STEP
        """Number of the group's last payload that it received; it is in step while that is the group's newest."""
        self.opened_at = now
        """In the loop's seconds, like `stalled_at`."""
        self.stalled_at = now
        """When its connection was last full."""
        self.is_stalled = False
        self.is_closed = False
        self.end_reason = ""
        """Why its stream was ended; empty until then."""
        self.checksum = checksum
        self._owner = owner
        self._connection = connection

    def send(self, payload: Payload) -> None:
        if self.checksum is not None:
            self.checksum.add(payload.text)
        self._connection.send(payload)

    def finish(self, payload: Payload, reason: str) -> None:
        """Send the last payload of the stream. The connection closes once its client has read it."""
        self.end_reason = reason
        self.payload_number = OUT_OF_STEP
        if self.checksum is not None:
            self.checksum.add(payload.text)
            payload = Payload(payload.body + self.checksum.trailer(), payload.text)
        self._connection.finish(payload)

    def abort(self, reason: str) -> None:
        self.lost(reason)
        self._connection.abort()

    def stall(self) -> None:
        if not self.is_stalled:
            self.is_stalled = True
            self._owner.stalled(self)

    def resume(self) -> None:
        if self.is_stalled:
            self.is_stalled = False
            self._owner.resumed(self)

    def lost(self, reason: str) -> None:
        if not self.is_closed:
            self.is_closed = True
            self._owner.left(self, self.end_reason or reason)
