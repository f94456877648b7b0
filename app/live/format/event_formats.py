"""The two forms of one stream: whole documents for any client, and compact frames for the page.

A format writes text (bytes of events); who gets it, and whether it is compressed, is not its concern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app.domain.progress import TERMINAL, Progress, Status
from app.live.format import compact_encoder, sse
from app.live.format.failure_log import LoggedFailure
from app.live.format.status_document import elapsed_ms, status_document, to_json


@dataclass(frozen=True, slots=True)
class NumberedState:
    """A state that subscribers have seen, with its number."""

    epoch: str
    seq: int
    progress: Progress

    @property
    def event_id(self) -> bytes:
        return f"{self.epoch}-{self.seq}".encode("ascii")

    @property
    def is_terminal(self) -> bool:
        return self.progress.status in TERMINAL


@dataclass(frozen=True, slots=True)
class Transition:
    """From one shown state to the next, with the failures between."""

    before: NumberedState
    after: NumberedState
    failures: Sequence[LoggedFailure]


class EventFormat(Protocol):
    """One form of one channel's stream. All methods return whole events."""

    def snapshot(self, shown: NumberedState) -> bytes:
        """For a client that has nothing; includes the terminal event where the state is terminal."""
        ...

    def advance(self, advance: Transition) -> bytes:
        """For the clients that have `advance.before`; empty when they need nothing."""
        ...

    def catch_up(self, shown: NumberedState, missed: Sequence[LoggedFailure]) -> bytes:
        """For a client that has an older state and missed these failures, and no others."""
        ...

    def replay(self, shown: NumberedState, part: Sequence[LoggedFailure]) -> bytes:
        """For a client that missed these failures and later ones, which follow."""
        ...

    def keepalive(self, shown: NumberedState) -> bytes: ...


class PlainFormat:
    """Unnamed events, each the whole status document: what the founding document's client expects."""

    def snapshot(self, shown: NumberedState) -> bytes:
        return sse.event(to_json(status_document(shown.progress)), event_id=shown.event_id)

    def advance(self, advance: Transition) -> bytes:
        return self.snapshot(advance.after)

    def catch_up(self, shown: NumberedState, missed: Sequence[LoggedFailure]) -> bytes:
        """The failures, a part of the log at most, are in the document's own window."""
        return self.snapshot(shown)

    def replay(self, shown: NumberedState, part: Sequence[LoggedFailure]) -> bytes:
        """The newest state with an earlier window of failures; not the end yet, which clients take as the last."""
        window = tuple(logged.failure for logged in part)
        status = Status.PROCESSING if shown.is_terminal else shown.progress.status
        return sse.event(to_json(status_document(replace(shown.progress, status=status, errors=window))))

    def keepalive(self, shown: NumberedState) -> bytes:
        return sse.KEEPALIVE


class CompactFormat:
    """A snapshot, then short frames; see `compact_encoder.py`."""

    def __init__(self) -> None:
        self._elapsed_sent = 0

    def snapshot(self, shown: NumberedState) -> bytes:
        text = sse.event(compact_encoder.snapshot_data(shown.progress), name=b"snapshot", event_id=shown.event_id)
        return text + self._end(shown) if shown.is_terminal else text

    def advance(self, advance: Transition) -> bytes:
        text = self.replay(advance.after, advance.failures)
        return text + (self._end(advance.after) if advance.after.is_terminal else self._patch(advance))

    def catch_up(self, shown: NumberedState, missed: Sequence[LoggedFailure]) -> bytes:
        text = self.replay(shown, missed)
        if shown.is_terminal:
            return text + self._end(shown)
        return text + sse.event(compact_encoder.whole_data(shown.progress), event_id=shown.event_id)

    def replay(self, shown: NumberedState, part: Sequence[LoggedFailure]) -> bytes:
        return b"".join(failure.event(shown.epoch) for failure in part)

    def keepalive(self, shown: NumberedState) -> bytes:
        """The elapsed time, when the last patches left it out; that is a sign of life as well."""
        elapsed = elapsed_ms(shown.progress)
        if elapsed == self._elapsed_sent:
            return sse.KEEPALIVE
        self._elapsed_sent = elapsed
        return sse.event(compact_encoder.elapsed_data(shown.progress))

    def _patch(self, advance: Transition) -> bytes:
        elapsed = elapsed_ms(advance.after.progress)
        with_elapsed = abs(elapsed - self._elapsed_sent) >= compact_encoder.ELAPSED_EVERY_MS
        data = compact_encoder.patch_data(advance.before.progress, advance.after.progress, with_elapsed=with_elapsed)
        if with_elapsed or data.startswith(b"{"):
            self._elapsed_sent = elapsed
        return sse.event(data) if data else b""

    def _end(self, shown: NumberedState) -> bytes:
        return sse.event(compact_encoder.whole_data(shown.progress), name=b"end", event_id=shown.event_id)
