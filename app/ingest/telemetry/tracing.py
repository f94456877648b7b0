"""Traces of sessions: which part of the work was done when, and how long it took.

All spans of a session belong to one trace, from the request that starts it to its last commit, through pauses and
restarts of the server. This module knows no library; without one, `NoTracing` stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

AttributeValue = str | int | float | bool


class OpenSpan(Protocol):
    """A part of the work that is being done."""

    def set(self, attributes: Mapping[str, AttributeValue]) -> None:
        """Add attributes, which are not file names: a trace leaves the server."""


@dataclass(frozen=True, slots=True)
class FinishedSpan:
    """A part of the work that was done. Its times are seconds since the epoch."""

    name: str
    begun_at: float
    ended_at: float
    attributes: Mapping[str, AttributeValue]
    children: tuple[FinishedSpan, ...] = ()


class Tracing(Protocol):
    """What sessions are traced with."""

    def trace_id_of(self, session_id: str) -> str:
        """Return the id of the session's trace in hexadecimal; empty if there is none."""

    def start_session(self, session_id: str) -> AbstractContextManager[object]:
        """Trace the start of a session, the first span of its trace, for the length of the block."""

    def span_of(self, session_id: str, name: str) -> AbstractContextManager[object]:
        """Trace a large part of a session for the length of the block, below the start of the session."""

    def span(self, name: str) -> AbstractContextManager[OpenSpan]:
        """Trace a part of what is traced now, for the length of the block."""

    def add(self, span: FinishedSpan) -> None:
        """Add a part of what is traced now."""

    def stop(self) -> None:
        """Send what is not sent yet. Blocks for some seconds at most."""


class _NoSpan:
    def set(self, attributes: Mapping[str, AttributeValue]) -> None:
        """Nobody sees them."""


class NoTracing:
    """Traces nothing."""

    def trace_id_of(self, session_id: str) -> str:
        return ""

    def start_session(self, session_id: str) -> AbstractContextManager[object]:
        return self.span("")

    def span_of(self, session_id: str, name: str) -> AbstractContextManager[object]:
        return self.span(name)

    @contextmanager
    def span(self, name: str) -> Iterator[OpenSpan]:
        yield _NoSpan()

    def add(self, span: FinishedSpan) -> None:
        """It is nowhere to be seen."""

    def stop(self) -> None:
        """There is nothing to send."""
