"""The time that is left: true for a steady run, settled for a ragged one, and blind to what is not this work."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pace import Pace


def lefts(observations: list[tuple[float, int, int]]) -> list[float | None]:
    pace, left = Pace(), []
    for worked, finished, total in observations:
        pace = pace.observe(worked, finished, total)
        left.append(pace.time_left(worked))
    return left


@given(st.floats(0.5, 200), st.integers(0, 5000), st.floats(0, 50_000))
def test_a_steady_run_is_told_the_truth_whatever_was_done_before_one_looked(
    rate: float, done_before: int, worked_before: float
) -> None:
    total = done_before + int(rate * 60) + 1
    steady = [
        (worked_before + tick / 5, done_before + int(rate * tick / 5), total)
        for tick in range(300)
        if int(rate * tick / 5) <= total - done_before
    ]
    left = lefts(steady)
    for tick in range(150, len(left)):
        expected = (total - done_before) / rate - tick / 5
        assert left[tick] == pytest.approx(expected, abs=max(2.0, 4 / rate))


@given(st.lists(st.integers(0, 30), min_size=200, max_size=200))
def test_ragged_progress_never_makes_the_figure_jump(bursts: list[int]) -> None:
    total, finished, observations = sum(bursts) + 400, 0, []
    for tick, burst in enumerate(bursts):
        finished += burst
        observations.append((tick / 5, finished, total))
    shown = [left for left in lefts(observations) if left]
    for before, after in pairwise(shown[60:]):
        assert abs(after - before) < 2 + 0.05 * max(before, after), "what it settles by in a fifth of a second"


def test_a_pause_changes_nothing_because_it_is_no_work() -> None:
    going = [(tick / 10, tick, 1000) for tick in range(300)]
    assert lefts([*going, going[-1], going[-1]])[-1] == lefts(going)[-1]


def test_a_retry_is_paced_anew() -> None:
    going = [(tick / 10, tick * 10, 1000) for tick in range(101)]
    again = [(10 + tick / 10, 900 + tick, 1000) for tick in range(60)]
    left = lefts(going + again)
    assert left[101 : 101 + 15] == [None] * 15
    assert left[-1] == pytest.approx((100 - 59) / 10, abs=0.5)


def test_nothing_is_said_before_it_would_be_more_than_a_guess() -> None:
    assert lefts([(0, 0, 10), (1, 5, 10), (1.9, 6, 10)]) == [None] * 3
    assert lefts([(0, 0, 10), (5, 0, 10)]) == [None] * 2
