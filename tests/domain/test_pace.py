"""The remaining time is right for a steady run, smooth for an irregular one, and unaffected by pauses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pace import Pace


def times_left(observations: list[tuple[float, int, int]]) -> list[float | None]:
    pace, left = Pace(), []
    for worked, finished, total in observations:
        pace = pace.observe(worked, finished, total)
        left.append(pace.time_left(worked))
    return left


@given(st.floats(0.5, 200), st.integers(0, 5000), st.floats(0, 50_000))
def test_a_steady_run_is_estimated_right_whatever_was_done_before(
    rate: float, done_before: int, worked_before: float
) -> None:
    total = done_before + int(rate * 60) + 1
    steady = [
        (worked_before + tick / 5, done_before + int(rate * tick / 5), total)
        for tick in range(300)
        if int(rate * tick / 5) <= total - done_before
    ]
    left = times_left(steady)
    for tick in range(150, len(left)):
        expected = (total - done_before) / rate - tick / 5
        assert left[tick] == pytest.approx(expected, abs=max(2.0, 4 / rate))


@given(st.lists(st.integers(0, 30), min_size=200, max_size=200))
def test_irregular_progress_never_makes_the_figure_jump(bursts: list[int]) -> None:
    total, finished, observations = sum(bursts) + 400, 0, []
    for tick, burst in enumerate(bursts):
        finished += burst
        observations.append((tick / 5, finished, total))
    shown = [left for left in times_left(observations) if left]
    for before, after in pairwise(shown[60:]):
        assert abs(after - before) < 2 + 0.05 * max(before, after), "the estimate moves slowly within 0.2 s"


@given(st.floats(0.5, 4), st.floats(5, 40), st.floats(1, 4))
def test_the_time_left_agrees_with_the_rate_from_the_first_seconds(slow: float, fast: float, until: float) -> None:
    """Workers that only start are slow at first: the first estimate is several times too long."""
    total, pace = 2_000, Pace()
    for tick in range(400):
        worked = tick / 20
        finished = int(slow * min(worked, until) + fast * max(0.0, worked - until))
        pace = pace.observe(worked, finished, total)
        left = pace.time_left(worked)
        if left is not None:
            assert left == pytest.approx((total - finished) / pace.rate, rel=0.25)


def test_a_pause_changes_nothing() -> None:
    going = [(tick / 10, tick, 1000) for tick in range(300)]
    assert times_left([*going, going[-1], going[-1]])[-1] == times_left(going)[-1]


def test_a_retry_starts_a_new_estimate() -> None:
    going = [(tick / 10, tick * 10, 1000) for tick in range(101)]
    again = [(10 + tick / 10, 900 + tick, 1000) for tick in range(60)]
    left = times_left(going + again)
    assert left[101 : 101 + 15] == [None] * 15
    assert left[-1] == pytest.approx((100 - 59) / 10, abs=0.5)


def test_there_is_no_estimate_before_enough_was_observed() -> None:
    assert times_left([(0, 0, 10), (1, 5, 10), (1.9, 6, 10)]) == [None] * 3
    assert times_left([(0, 0, 10), (5, 0, 10)]) == [None] * 2
