"""The bounded log of a channel's failures, which are never conflated: a client that returns gets those it missed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import dropwhile

from app.domain.progress import ERRORS_KEPT, FileFailure
from app.live.format import compact_encoder, sse
from app.live.format.event_id import EventId, encode_event_id

LOG_BYTES = 512 * 1024
"""About how much text is kept, once for all clients. A client that missed more gets a snapshot."""

LOG_COUNT = 5000

PART_BYTES = 32 * 1024
"""A replay is sent in parts of about this size, each when the client has taken the one before, so that a client that
does not read occupies one part at most."""

PART_COUNT = ERRORS_KEPT
"""No more than fit into the `errors` of a status document."""


class LoggedFailure:
    """One failure with its number, and its compact event: encoded once, when first needed.

    `count` is how many failures of the run there are with it.
    """

    __slots__ = ("_event", "count", "failure", "seq")

    def __init__(self, seq: int, failure: FileFailure, count: int) -> None:
        self.seq = seq
        self.count = count
        self.failure = failure
        self._event: bytes | None = None

    def event(self, epoch: str) -> bytes:
        if self._event is None:
            data = compact_encoder.failure_data(self.failure)
            self._event = sse.event(
                data, name=b"failure", event_id=encode_event_id(EventId(epoch, self.seq, self.count))
            )
        return self._event

    @property
    def size(self) -> int:
        """About how many bytes its event has; does not encode it."""
        return 80 + len(self.failure.path) + len(self.failure.step) + len(self.failure.reason)


@dataclass(frozen=True, slots=True)
class Missed:
    """The oldest part of the failures that a client missed."""

    failures: list[LoggedFailure]
    is_complete: bool
    """Whether no failures follow after this part."""


class FailureLog:
    """The newest failures, oldest first."""

    def __init__(self) -> None:
        self._kept: deque[LoggedFailure] = deque()
        self._bytes = 0
        self._last_evicted = 0
        """Number of the newest failure that is no longer in the log."""

    def extend(self, failures: Iterable[LoggedFailure]) -> None:
        for failure in failures:
            self._kept.append(failure)
            self._bytes += failure.size
        while self._bytes > LOG_BYTES or len(self._kept) > LOG_COUNT:
            oldest = self._kept.popleft()
            self._bytes -= oldest.size
            self._last_evicted = oldest.seq

    def since(self, seq: int) -> Missed | None:
        """Return the failures with numbers above `seq`, or as many of the oldest as fit into one part.

        Returns None when some of them are no longer in the log.
        """
        return None if seq < self._last_evicted else self._part(seq, self.count_since(seq))

    def count_since(self, seq: int) -> int:
        """Return how many failures in the log have numbers above `seq`. Counts from the end, as most missed few."""
        count = 0
        for failure in reversed(self._kept):
            if failure.seq <= seq:
                break
            count += 1
        return count

    def _part(self, seq: int, count: int) -> Missed:
        if count == 0:
            return Missed([], is_complete=True)
        part: list[LoggedFailure] = []
        size = 0
        for failure in dropwhile(lambda failure: failure.seq <= seq, self._kept):
            size += failure.size
            if part and (size > PART_BYTES or len(part) == PART_COUNT):
                break
            part.append(failure)
        return Missed(part, is_complete=len(part) == count)
