"""Whose turn it is: sessions share the workers by time, so a small one never waits behind a large one.

Each session holds a `Turn`. A worker that is free goes to the waiting turn that has had the least of the
workers' time so far, measured against the weight of its priority; a worker it still holds counts as it goes.
Who comes in starts level with those who are there, and who was away for long comes back almost so.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from app.domain.priority import Priority

Lent = TypeVar("Lent")

CREDIT_S = 1.0
"""What a turn may be behind when it comes back: enough for the moments between two files, too little to hoard."""


class TurnOverError(Exception):
    """The session takes no more: what it waited for will not come."""


class Turn(Generic[Lent]):
    """One session's place among those who borrow; used from one asyncio loop."""

    def __init__(self, priority: Priority) -> None:
        self.priority = priority
        """May be changed at any time."""
        self.spent: float | None = None
        """Seconds of what was lent and given back, divided by the weight at that time; None before the first loan."""
        self.since: dict[Lent, float] = {}
        self.waiting: deque[asyncio.Future[Lent]] = deque()
        self.is_over = False

    @property
    def is_active(self) -> bool:
        return bool(self.since or self.waiting)

    def spent_at(self, now: float) -> float:
        held = sum(now - since for since in self.since.values())
        return (self.spent or 0.0) + held / self.priority.weight

    def end(self) -> None:
        """Nobody waits any more; those who did get `TurnOverError`. What is still lent is given back as always."""
        self.is_over = True
        while self.waiting:
            if not (waiting := self.waiting.popleft()).done():
                waiting.set_exception(TurnOverError())


class Lending(Generic[Lent]):
    """What there is to lend, and who waits for it. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free: deque[Lent] = deque()
        self._turns: set[Turn[Lent]] = set()

    def add(self, thing: Lent) -> None:
        """One more to lend, or one that came back."""
        self._free.append(thing)
        self._lend()

    async def borrow(self, turn: Turn[Lent]) -> Lent:
        """Raises `TurnOverError` once the turn is over."""
        if turn.is_over:
            raise TurnOverError
        self._join(turn)
        waiting: asyncio.Future[Lent] = asyncio.get_running_loop().create_future()
        turn.waiting.append(waiting)
        self._lend()
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled() and waiting.exception() is None:
                self.give_back(turn, waiting.result())  # lent in the moment in which the borrower was cancelled
            raise

    def give_back(self, turn: Turn[Lent], thing: Lent) -> None:
        turn.spent = (turn.spent or 0.0) + (self._clock() - turn.since.pop(thing)) / turn.priority.weight
        self.add(thing)

    def _join(self, turn: Turn[Lent]) -> None:
        if turn.is_active:
            return
        now = self._clock()
        self._turns = {other for other in self._turns if other.is_active}
        level = min((other.spent_at(now) for other in self._turns), default=turn.spent or 0.0)
        turn.spent = level if turn.spent is None else max(turn.spent, level - CREDIT_S)
        self._turns.add(turn)

    def _lend(self) -> None:
        while self._free and (turn := self._next()) is not None:
            waiting = turn.waiting.popleft()
            if not waiting.done():
                thing = self._free.popleft()
                turn.since[thing] = self._clock()
                waiting.set_result(thing)

    def _next(self) -> Turn[Lent] | None:
        now = self._clock()
        return min((turn for turn in self._turns if turn.waiting), key=lambda turn: turn.spent_at(now), default=None)
