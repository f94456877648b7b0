"""The bounded log of failures: what a client that comes back has missed of what is never conflated."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import dropwhile

from app.domain.progress import ERRORS_KEPT, FileFailure
from app.live.format import compact_encoder, sse

LOG_BYTES = 512 * 1024
"""About as much text is kept, once for all clients; who missed more gets a snapshot."""

LOG_COUNT = 5000

PART_BYTES = 32 * 1024
"""A replay goes out in parts of about this size, the next one when the last was taken: a client that does not read
holds one of them."""

PART_COUNT = ERRORS_KEPT
"""No more than a document has room for."""


class LoggedFailure:
    """One failure with its number, and its compact event, encoded once and only when somebody needs it."""

    __slots__ = ("_event", "failure", "seq")

    def __init__(self, seq: int, failure: FileFailure) -> None:
        self.seq = seq
        self.failure = failure
        self._event: bytes | None = None

    def event(self, epoch: str) -> bytes:
        if self._event is None:
            event_id = b"%b-%d" % (epoch.encode("ascii"), self.seq)
            self._event = sse.event(compact_encoder.failure_data(self.failure), name=b"failure", event_id=event_id)
        return self._event

    @property
    def size(self) -> int:
        """About how many bytes its event has, without encoding it."""
        return 80 + len(self.failure.path) + len(self.failure.step) + len(self.failure.reason)


@dataclass(frozen=True, slots=True)
class Missed:
    """The oldest part of what a client missed."""

    failures: list[LoggedFailure]
    is_all: bool


class FailureLog:
    """The newest failures, oldest first."""

    def __init__(self) -> None:
        self._kept: deque[LoggedFailure] = deque()
        self._bytes = 0
        self._forgotten = 0
        """Number of the newest failure that is no longer kept."""

    def extend(self, failures: Iterable[LoggedFailure]) -> None:
        for failure in failures:
            self._kept.append(failure)
            self._bytes += failure.size
        while self._bytes > LOG_BYTES or len(self._kept) > LOG_COUNT:
            oldest = self._kept.popleft()
            self._bytes -= oldest.size
            self._forgotten = oldest.seq

    def since(self, seq: int) -> Missed | None:
        """The failures with numbers above `seq`, or as many of the oldest as one part holds.

        None when some of them are forgotten.
        """
        return None if seq < self._forgotten else self._part(seq, self.count_since(seq))

    def count_since(self, seq: int) -> int:
        """How many kept failures have numbers above `seq`. Most who ask missed little, so it looks from the end."""
        count = 0
        for failure in reversed(self._kept):
            if failure.seq <= seq:
                break
            count += 1
        return count

    def _part(self, seq: int, count: int) -> Missed:
        if count == 0:
            return Missed([], is_all=True)
        part: list[LoggedFailure] = []
        size = 0
        for failure in dropwhile(lambda failure: failure.seq <= seq, self._kept):
            size += failure.size
            if part and (size > PART_BYTES or len(part) == PART_COUNT):
                break
            part.append(failure)
        return Missed(part, is_all=len(part) == count)
