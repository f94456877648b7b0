"""The two formats of a stream: whole documents for any client, and compact frames for the page.

A format only writes text (the bytes of events). It does not know who receives the text or whether it is compressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from app.domain.progress import Status
from app.live.format import compact_encoder, sse
from app.live.format.failure_log import LoggedFailure
from app.live.format.history import NumberedState, Transition
from app.live.format.status_document import elapsed_ms, status_document, to_json


class EventFormat(Protocol):
    """One format of one channel's stream. All methods return whole events."""

    def encode_snapshot(self, state: NumberedState) -> bytes:
        """Return the events for a client that has nothing, with the terminal event if the state is terminal."""
        ...

    def encode_transition(self, transition: Transition) -> bytes:
        """Return the events for clients that have `transition.before`; empty when they need nothing."""
        ...

    def encode_catch_up(self, state: NumberedState, missed: Sequence[LoggedFailure]) -> bytes:
        """Return the events for a client that has an older state and missed exactly these failures."""
        ...

    def encode_replay(self, state: NumberedState, part: Sequence[LoggedFailure]) -> bytes:
        """Return the events for a client that missed these failures, and later ones that will follow."""
        ...

    def encode_keepalive(self, state: NumberedState) -> bytes: ...

    def encode_rollout(self, percent: int | None) -> bytes:
        """Return the event that says how many percent of the browsers stream; empty for clients that are no page."""
        ...


class PlainFormat:
    """Unnamed events, each a whole status document, as the founding document's client expects them."""

    def encode_snapshot(self, state: NumberedState) -> bytes:
        return sse.event(to_json(status_document(state.progress)), event_id=state.event_id)

    def encode_transition(self, transition: Transition) -> bytes:
        return self.encode_snapshot(transition.after)

    def encode_catch_up(self, state: NumberedState, missed: Sequence[LoggedFailure]) -> bytes:
        """Return the whole document: its `errors` has room for all of `missed`, at most one part of the log."""
        return self.encode_snapshot(state)

    def encode_replay(self, state: NumberedState, part: Sequence[LoggedFailure]) -> bytes:
        """Return the newest state with `part` as its `errors`.

        The status is never terminal here: clients close the stream when they see a terminal one.
        """
        window = tuple(logged.failure for logged in part)
        status = Status.PROCESSING if state.is_terminal else state.progress.status
        return sse.event(to_json(status_document(replace(state.progress, status=status, errors=window))))

    def encode_keepalive(self, state: NumberedState) -> bytes:
        return sse.KEEPALIVE

    def encode_rollout(self, percent: int | None) -> bytes:
        return b""


class CompactFormat:
    """A snapshot, then short frames; see `compact_encoder.py`."""

    def __init__(self) -> None:
        self._elapsed_sent = 0

    def encode_snapshot(self, state: NumberedState) -> bytes:
        text = sse.event(compact_encoder.snapshot_data(state.progress), name=b"snapshot", event_id=state.event_id)
        return text + self._encode_end(state) if state.is_terminal else text

    def encode_transition(self, transition: Transition) -> bytes:
        text = self.encode_replay(transition.after, transition.failures)
        if transition.after.is_terminal:
            return text + self._encode_end(transition.after)
        return text + self._encode_patch(transition)

    def encode_catch_up(self, state: NumberedState, missed: Sequence[LoggedFailure]) -> bytes:
        text = self.encode_replay(state, missed)
        if state.is_terminal:
            return text + self._encode_end(state)
        return text + sse.event(compact_encoder.whole_data(state.progress), event_id=state.event_id)

    def encode_replay(self, state: NumberedState, part: Sequence[LoggedFailure]) -> bytes:
        return b"".join(failure.event(state.epoch) for failure in part)

    def encode_keepalive(self, state: NumberedState) -> bytes:
        """Return the elapsed time if the last patches left it out: it shows that the stream is alive just as well."""
        elapsed = elapsed_ms(state.progress)
        if elapsed == self._elapsed_sent:
            return sse.KEEPALIVE
        self._elapsed_sent = elapsed
        return sse.event(compact_encoder.elapsed_data(state.progress))

    def encode_rollout(self, percent: int | None) -> bytes:
        return b"" if percent is None else sse.event(b"%d" % percent, name=b"rollout")

    def _encode_patch(self, transition: Transition) -> bytes:
        before, after = transition.before.progress, transition.after.progress
        elapsed = elapsed_ms(after)
        with_elapsed = abs(elapsed - self._elapsed_sent) >= compact_encoder.ELAPSED_EVERY_MS
        data = compact_encoder.patch_data(before, after, with_elapsed=with_elapsed)
        if with_elapsed or data.startswith(b"{"):
            self._elapsed_sent = elapsed
        return sse.event(data) if data else b""

    def _encode_end(self, state: NumberedState) -> bytes:
        return sse.event(compact_encoder.whole_data(state.progress), name=b"end", event_id=state.event_id)
