"""A subscriber: a position in a channel's stream, and the connection to its client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.access import LOCAL, Credential
from app.live.connections import ClientConnection
from app.live.format.content_codings import Checksum, Payload

OUT_OF_STEP = -1

PLAIN = "plain"
COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class SubscribeOptions:
    """What a client requested, and who it is."""

    format: str = PLAIN
    gzip: bool = False
    last_event_id: str = ""
    address: str = ""
    credential: Credential = LOCAL.credential
    """What gives the client access; its stream ends when that does."""
    who: str = LOCAL.name
    """Name of the account, or of what the client is without one."""


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

    @property
    def session_id(self) -> str:
        """The session that its subscribers watch."""
        ...

    @property
    def newest_position(self) -> int:
        """Number of the state that was sent last."""
        ...


class Subscriber:
    """Holds no frames. While its connection is stalled it only keeps a position, and catches up from there."""

    __slots__ = (
        "_connection",
        "_owner",
        "bytes",
        "checksum",
        "end_reason",
        "is_closed",
        "is_stalled",
        "number",
        "opened_at",
        "options",
        "payload_number",
        "position",
        "resumed_at_start",
        "stalled_at",
    )

    def __init__(
        self,
        owner: SubscriberOwner,
        connection: ClientConnection,
        options: SubscribeOptions,
        *,
        position: int,
        checksum: Checksum | None,
        now: float,
    ) -> None:
        self.options = options
        self.number = 0
        """Its number in the registry."""
        self.bytes = 0
        """What was written to its connection, as it was sent."""
        self.resumed_at_start = False
        """Whether its stream began with what its client had missed, instead of a snapshot."""
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

    @property
    def address(self) -> str:
        return self.options.address

    @property
    def credential(self) -> Credential:
        """What gives its client access."""
        return self.options.credential

    @property
    def session_id(self) -> str:
        return self._owner.session_id

    @property
    def lag(self) -> int:
        """How many states behind the one that was sent last its client is."""
        return max(0, self._owner.newest_position - self.position)

    def send(self, payload: Payload) -> None:
        if self.checksum is not None:
            self.checksum.add(payload.text)
        self.bytes += len(payload.framed)
        self._connection.send(payload)

    def finish(self, payload: Payload, reason: str) -> None:
        """Send the last payload of the stream. The connection closes once its client has read it."""
        self.end_reason = reason
        self.payload_number = OUT_OF_STEP
        if self.checksum is not None:
            self.checksum.add(payload.text)
            payload = Payload(payload.body + self.checksum.trailer(), payload.text)
        self.bytes += len(payload.framed)
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
