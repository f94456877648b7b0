"""The bounded log of failures: what a client that comes back has missed of what is never conflated."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from app.domain.progress import FileFailure
from app.live import compact, sse

REPLAY_BYTES = 64 * 1024
"""A replay longer than this costs more than a snapshot, and a client that does not read it would hold it."""

REPLAY_COUNT = 1000


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
            self._event = sse.event(compact.failure_data(self.failure), name=b"failure", event_id=event_id)
        return self._event

    @property
    def size(self) -> int:
        """About how many bytes its event has, without encoding it."""
        return 80 + len(self.failure.path) + len(self.failure.step) + len(self.failure.reason)


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
        while self._bytes > REPLAY_BYTES or len(self._kept) > REPLAY_COUNT:
            oldest = self._kept.popleft()
            self._bytes -= oldest.size
            self._forgotten = oldest.seq

    def since(self, seq: int) -> list[LoggedFailure] | None:
        """The failures with numbers above `seq`, oldest first; None when some of them are forgotten."""
        if seq < self._forgotten:
            return None
        missed: list[LoggedFailure] = []
        for failure in reversed(self._kept):
            if failure.seq <= seq:
                break
            missed.append(failure)
        missed.reverse()
        return missed
