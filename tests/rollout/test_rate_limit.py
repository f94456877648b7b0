"""Each client may do something a few times at once, and then only now and then."""

from __future__ import annotations

from app.rollout.rate_limit import RateLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_client_is_refused_after_the_burst_and_admitted_again_as_time_passes() -> None:
    clock = Clock()
    limit = RateLimit(per_minute=3, burst=3, now=clock)
    assert [limit.admit("ann") for _ in range(4)] == [True, True, True, False]
    assert limit.admit("bob"), "others are not concerned"
    clock.now += limit.retry_after_s
    assert [limit.admit("ann") for _ in range(2)] == [True, False]
    clock.now += 3600
    assert [limit.admit("ann") for _ in range(4)] == [True, True, True, False], "what was not used is not saved up"
