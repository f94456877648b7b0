"""Fair shares: workers are shared by time and weight, and no session waits forever or for nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.priority import Priority
from app.ingest.workers.fair_share import FairShare, Share, ShareClosedError


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def shared(borrowers: list[tuple[Priority, float]], workers: int, seconds: float) -> list[float]:
    """Return the worker seconds of each borrower (priority, seconds per file) when all always want workers."""

    async def run() -> list[float]:
        clock = Clock()
        fair_share: FairShare[int] = FairShare(clock)
        for worker in range(workers):
            fair_share.add(worker)
        shares: list[Share[int]] = [Share(priority) for priority, _ in borrowers]
        had: Counter[int] = Counter()
        waiting = [
            (place, asyncio.ensure_future(fair_share.acquire(share)))
            for _ in range(workers + 1)
            for place, share in enumerate(shares)
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
            fair_share.release(shares[place], worker)
            waiting.append((place, asyncio.ensure_future(fair_share.acquire(shares[place]))))
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
        fair_share: FairShare[str] = FairShare(clock)
        fair_share.add("worker")
        old: Share[str] = Share(Priority.NORMAL)
        new: Share[str] = Share(Priority.NORMAL)
        for _ in range(1000):
            worker = await fair_share.acquire(old)
            clock.now += 1
            fair_share.release(old, worker)
        order = []
        waits = [asyncio.create_task(fair_share.acquire(share)) for share in (old, new, old, new, old, new)]
        await asyncio.sleep(0)
        for _ in waits:
            holder = old if old.held_since else new
            order.append("old" if holder is old else "new")
            clock.now += 1
            fair_share.release(holder, "worker")
            await asyncio.sleep(0)
        assert order[1] == "new", "a new session waits for one file, not for all files of another session"
        assert sorted(order[:4]) == ["new", "new", "old", "old"]

    asyncio.run(run())


def test_a_closed_share_releases_its_waiters_at_once_and_gets_no_more_workers() -> None:
    async def run() -> None:
        fair_share: FairShare[str] = FairShare()
        fair_share.add("worker")
        holder: Share[str] = Share(Priority.NORMAL)
        ended: Share[str] = Share(Priority.HIGH)
        worker = await fair_share.acquire(holder)
        waiting = asyncio.create_task(fair_share.acquire(ended))
        await asyncio.sleep(0)
        ended.close()
        with pytest.raises(ShareClosedError):
            await waiting
        with pytest.raises(ShareClosedError):
            await fair_share.acquire(ended)
        fair_share.release(holder, worker)
        assert await fair_share.acquire(holder) == "worker"

    asyncio.run(run())


def test_a_borrower_that_is_cancelled_at_the_moment_it_is_given_a_worker_loses_no_worker() -> None:
    async def run() -> None:
        fair_share: FairShare[str] = FairShare()
        fair_share.add("worker")
        share: Share[str] = Share(Priority.NORMAL)
        worker = await fair_share.acquire(share)
        waiting = asyncio.create_task(fair_share.acquire(share))
        await asyncio.sleep(0)
        fair_share.release(share, worker)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with asyncio.timeout(10):
            assert await fair_share.acquire(share) == "worker"

    asyncio.run(run())


def test_a_resource_goes_to_whom_it_suits_and_one_that_is_removed_to_nobody() -> None:
    async def run() -> None:
        fair_share: FairShare[str] = FairShare()
        choosy: Share[str] = Share(Priority.HIGH)
        other: Share[str] = Share(Priority.NORMAL)
        liked = {"gpu"}
        waiting = asyncio.create_task(fair_share.acquire(choosy, lambda worker: worker in liked))
        await asyncio.sleep(0)
        fair_share.add("cpu")
        assert await fair_share.acquire(other) == "cpu", "whoever is first in line does not want it"
        fair_share.remove("cpu")
        fair_share.release(other, "cpu")
        fair_share.add("tpu")
        await asyncio.sleep(0)
        assert not waiting.done()
        liked.add("tpu")
        fair_share.look_again()
        assert await waiting == "tpu", "and not the one that was removed"
        fair_share.add("gpu")
        fair_share.remove("gpu")
        last = asyncio.create_task(fair_share.acquire(other))
        await asyncio.sleep(0)
        assert not last.done()
        last.cancel()

    asyncio.run(run())
