"""What a channel has sent so far, as far as it is kept: the last state, and the failures before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.progress import TERMINAL, Progress
from app.live.format.event_id import encode_event_id, parse_event_id
from app.live.format.failure_log import FailureLog, LoggedFailure

NO_POSITION = 0
"""The position of a client that has received nothing of this channel. Real positions start at 1."""


@dataclass(frozen=True, slots=True)
class NumberedState:
    """A state that was sent to subscribers, with its number."""

    epoch: str
    seq: int
    progress: Progress

    @property
    def event_id(self) -> bytes:
        return encode_event_id(self.epoch, self.seq)

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

    __slots__ = ("failures", "state")

    def __init__(self, state: NumberedState) -> None:
        self.state = state
        self.failures = FailureLog()

    def apply(self, transition: Transition) -> None:
        self.failures.extend(transition.failures)
        self.state = transition.after

    def position_of(self, last_event_id: str) -> int:
        """Return the number in an event id of this channel; `NO_POSITION` for any other id."""
        parsed = parse_event_id(last_event_id)
        if parsed is None or parsed[0] != self.state.epoch or not 1 <= parsed[1] <= self.state.seq:
            return NO_POSITION
        return parsed[1]
