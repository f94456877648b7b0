"""A subscriber: a position in a channel's stream, and the wire that leads to its client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.live.connections import ClientConnection
from app.live.format.content_codings import Payload

if TYPE_CHECKING:
    from app.live.subscriber_group import SubscriberGroup


NEVER_IN_STEP = -1
NOWHERE = 0


class Subscriber:
    """Holds no frames. While its wire is stalled it only has a position, and catches up from there."""

    __slots__ = (
        "_wire",
        "address",
        "checksum",
        "end_reason",
        "is_closed",
        "is_stalled",
        "lane",
        "opened_at",
        "position",
        "stalled_at",
        "step",
    )

    def __init__(self, lane: SubscriberGroup, wire: ClientConnection, address: str, now: float) -> None:
        self.lane = lane
        self.address = address
        self.position = NOWHERE
        """Number of the newest state, or failure, that its client has."""
        self.step = NEVER_IN_STEP
        """Number of the lane's last payload that it got; it is in step when that is the lane's newest."""
        self.opened_at = now
        self.stalled_at = now
        """When its wire last filled up; like `opened_at` in the loop's seconds."""
        self.is_stalled = False
        self.is_closed = False
        self.end_reason = ""
        """Why its stream was ended; empty while it was not."""
        self.checksum = lane.coding.checksum()
        self._wire = wire

    def send(self, payload: Payload) -> None:
        if self.checksum is not None:
            self.checksum.add(payload.text)
        self._wire.send(payload)

    def finish(self, payload: Payload, reason: str) -> None:
        """The last of the stream. The connection closes once its client has read it."""
        self.end_reason = reason
        self.step = NEVER_IN_STEP
        if self.checksum is not None:
            self.checksum.add(payload.text)
            payload = Payload(payload.body + self.checksum.trailer(), payload.text)
        self._wire.finish(payload)

    def abort(self, reason: str) -> None:
        self.lost(reason)
        self._wire.abort()

    def stall(self) -> None:
        if not self.is_stalled:
            self.is_stalled = True
            self.lane.channel.stalled(self)

    def resume(self) -> None:
        if self.is_stalled:
            self.is_stalled = False
            self.lane.channel.resumed(self)

    def lost(self, reason: str) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.lane.channel.left(self, self.end_reason or reason)
