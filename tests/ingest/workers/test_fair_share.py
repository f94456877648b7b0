"""Whose turn it is: workers are shared by time and weight, and nobody waits for ever or for nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.priority import Priority
from app.ingest.workers.fair_share import Lending, Turn, TurnOverError


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def shared(borrowers: list[tuple[Priority, float]], workers: int, seconds: float) -> list[float]:
    """Worker seconds that each borrower had when all wanted workers all the time; (priority, seconds a file)."""

    async def run() -> list[float]:
        clock = Clock()
        lending: Lending[int] = Lending(clock)
        for worker in range(workers):
            lending.add(worker)
        turns: list[Turn[int]] = [Turn(priority) for priority, _ in borrowers]
        had: Counter[int] = Counter()
        waiting = [
            (place, asyncio.ensure_future(lending.borrow(turn)))
            for _ in range(workers + 1)
            for place, turn in enumerate(turns)
        ]
        busy: list[tuple[float, int, int]] = []
        while clock.now < seconds:
            await asyncio.sleep(0)
            for entry in [entry for entry in waiting if entry[1].done()]:
                waiting.remove(entry)
                busy.append((clock.now + borrowers[entry[0]][1], entry[0], entry[1].result()))
            busy.sort()
            clock.now, place, worker = busy.pop(0)
            had[place] += 1
            lending.give_back(turns[place], worker)
            waiting.append((place, asyncio.ensure_future(lending.borrow(turns[place]))))
        for _, future in waiting:
            future.cancel()
        return [had[place] * borrowers[place][1] for place in range(len(borrowers))]

    return asyncio.run(run())


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0.1, 3), min_size=2, max_size=4), st.integers(1, 4))
def test_sessions_of_one_priority_get_the_same_time_however_long_their_files_take(
    durations: list[float], workers: int
) -> None:
    had = shared([(Priority.NORMAL, duration) for duration in durations], workers, 150)
    assert max(had) - min(had) <= 4 * workers * max(durations)


def test_a_higher_priority_has_its_weight_in_time_and_the_lower_one_is_never_starved() -> None:
    high, normal, low = shared([(priority, 0.1) for priority in (Priority.HIGH, Priority.NORMAL, Priority.LOW)], 1, 210)
    assert high / normal == pytest.approx(4, rel=0.05)
    assert normal / low == pytest.approx(4, rel=0.05)


def test_who_comes_late_starts_level_and_has_no_credit_for_the_time_before() -> None:
    async def run() -> None:
        clock = Clock()
        lending: Lending[str] = Lending(clock)
        lending.add("worker")
        old: Turn[str] = Turn(Priority.NORMAL)
        new: Turn[str] = Turn(Priority.NORMAL)
        for _ in range(1000):
            worker = await lending.borrow(old)
            clock.now += 1
            lending.give_back(old, worker)
        order = []
        waits = [asyncio.create_task(lending.borrow(turn)) for turn in (old, new, old, new, old, new)]
        await asyncio.sleep(0)
        for _ in waits:
            holder = old if old.since else new
            order.append("old" if holder is old else "new")
            clock.now += 1
            lending.give_back(holder, "worker")
            await asyncio.sleep(0)
        assert order[1] == "new", "a session that comes waits for one file, not for all of another session's"
        assert sorted(order[:4]) == ["new", "new", "old", "old"]

    asyncio.run(run())


def test_a_turn_that_ends_lets_its_waiters_go_at_once_and_lends_nothing_more() -> None:
    async def run() -> None:
        lending: Lending[str] = Lending()
        lending.add("worker")
        holder: Turn[str] = Turn(Priority.NORMAL)
        ended: Turn[str] = Turn(Priority.HIGH)
        worker = await lending.borrow(holder)
        waiting = asyncio.create_task(lending.borrow(ended))
        await asyncio.sleep(0)
        ended.end()
        with pytest.raises(TurnOverError):
            await waiting
        with pytest.raises(TurnOverError):
            await lending.borrow(ended)
        lending.give_back(holder, worker)
        assert await lending.borrow(holder) == "worker"

    asyncio.run(run())


def test_a_borrower_that_is_cancelled_in_the_moment_of_the_loan_loses_no_worker() -> None:
    async def run() -> None:
        lending: Lending[str] = Lending()
        lending.add("worker")
        turn: Turn[str] = Turn(Priority.NORMAL)
        worker = await lending.borrow(turn)
        waiting = asyncio.create_task(lending.borrow(turn))
        await asyncio.sleep(0)
        lending.give_back(turn, worker)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with asyncio.timeout(10):
            assert await lending.borrow(turn) == "worker"

    asyncio.run(run())
