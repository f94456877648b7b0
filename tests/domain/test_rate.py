"""The rate over time: no file is lost, the number of buckets is limited, and the rates are right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rate import MOST_BUCKETS, Rate

moments = st.lists(st.floats(0, 100_000), max_size=80)


def build_rate(finished: list[float]) -> Rate:
    rate = Rate()
    for moment in finished:
        rate = rate.with_finished(moment)
    return rate


@given(moments)
def test_every_file_is_in_the_bucket_of_its_moment_and_the_buckets_stay_few(finished: list[float]) -> None:
    rate = build_rate(finished)
    expected = [0] * len(rate.files)
    for moment in finished:
        expected[int(moment / rate.bucket_s)] += 1
    assert list(rate.files) == expected
    assert len(rate.files) <= MOST_BUCKETS


def test_buckets_widen_by_twice_when_a_session_outlasts_them() -> None:
    rate = build_rate([second + 0.5 for second in range(MOST_BUCKETS)])
    assert (rate.bucket_s, len(rate.files)) == (1, MOST_BUCKETS)
    rate = rate.with_finished(MOST_BUCKETS + 0.5)
    assert (rate.bucket_s, len(rate.files), sum(rate.files)) == (2, MOST_BUCKETS // 2 + 1, MOST_BUCKETS + 1)


def test_a_steady_session_has_the_same_rate_in_every_bucket_the_unfinished_one_included() -> None:
    rate = build_rate([tick / 10 for tick in range(605)])
    assert rate.per_second(60.5) == [pytest.approx(10)] * 61


def test_a_clock_that_was_set_back_by_a_crash_loses_no_file() -> None:
    rate = build_rate([10.0, 20.0]).with_finished(12.0)
    assert sum(rate.files) == 3


def test_the_rate_is_described_in_a_sentence() -> None:
    rate = build_rate([0.5, 1.2, 1.4, 1.6, 61.5])
    assert rate.text(62.0) == "0.0806 files a second over 1:02 of work; at most 3 a second, at 0:01"
    assert Rate().text(5.0) == ""
