"""What a channel has sent so far, as far as it is kept: the last state, and the failures before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.progress import TERMINAL, FileFailure, Progress
from app.live.format.event_id import EventId, encode_event_id, parse_event_id
from app.live.format.failure_log import LOG_COUNT, FailureLog, LoggedFailure

NO_POSITION = 0
"""The position of a client that has received nothing of this channel. Real positions start at 1."""


@dataclass(frozen=True, slots=True)
class NumberedState:
    """A state that was sent to subscribers, with its number."""

    epoch: str
    seq: int
    progress: Progress
    failures: int = 0
    """How many failures of the run precede it."""

    @property
    def event_id(self) -> bytes:
        return encode_event_id(EventId(self.epoch, self.seq, self.failures))

    @property
    def is_terminal(self) -> bool:
        return self.progress.status in TERMINAL


@dataclass(frozen=True, slots=True)
class Transition:
    """The step from one sent state to the next, with the failures that happened in between."""

    before: NumberedState
    after: NumberedState
    failures: Sequence[LoggedFailure]


class History:
    """The last sent state and the failure log of one channel. The channel writes it, its subscriber groups read it."""

    __slots__ = ("_earlier", "_first_seq", "failures", "state")

    def __init__(self, epoch: str, progress: Progress, earlier: Sequence[FileFailure] | None = None) -> None:
        """`earlier` are the newest failures of the run so far, oldest first, in the order in which they were sent.

        They are numbered as if this channel had sent them, so that whoever missed some of them gets those. None: they
        are not known, and who missed some gets a snapshot.
        """
        known = earlier or ()
        is_whole = earlier is not None and len(earlier) < LOG_COUNT
        total = len(known) if is_whole else max(progress.counters.errors, len(known))
        self._earlier = total - len(known)
        """How many failures were sent before those that are known."""
        self._first_seq = 1 + len(known)
        """Number of the first state of this channel."""
        self.state = NumberedState(epoch, self._first_seq, progress, total)
        self.failures = FailureLog()
        numbered = enumerate(known, start=1)
        self.failures.extend(LoggedFailure(1 + n, failure, self._earlier + n) for n, failure in numbered)

    def apply(self, transition: Transition) -> None:
        self.failures.extend(transition.failures)
        self.state = transition.after

    def position_of(self, last_event_id: str) -> int:
        """Return the number in an event id of this channel, or of the same run before a restart; else `NO_POSITION`."""
        parsed = parse_event_id(last_event_id)
        if parsed is None:
            return NO_POSITION
        if parsed.epoch == self.state.epoch:
            return parsed.seq if 1 <= parsed.seq <= self.state.seq else NO_POSITION
        return self._position_in_run(parsed)

    def _position_in_run(self, sent: EventId) -> int:
        """Return the position of a client that has an event of another server; it needs the failures after it.

        Failures that this server sent itself are not asked for: their numbers are not those of the other server.
        """
        missed = sent.failures - self._earlier
        is_known = sent.is_of_run(self.state.epoch) and 0 <= missed <= self._first_seq - 1
        return 1 + missed if is_known else NO_POSITION
