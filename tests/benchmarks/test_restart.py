"""A restart under open streams, in a small size: `python -m benchmarks.streaming restart` is the same with 5,000."""

from __future__ import annotations

import pytest

from benchmarks.streaming.__main__ import build_parser
from benchmarks.streaming.clients.dropping_client import Dropped
from benchmarks.streaming.commands.restart import run
from benchmarks.streaming.deliveries import count_deliveries
from benchmarks.support.checkout import THIS


@pytest.mark.server
@pytest.mark.slow
def test_every_stream_comes_back_after_a_restart_and_misses_nothing() -> None:
    options = build_parser().parse_args(["restart", "--quick", "--subscribers", "4"])
    options.checkout = THIS
    (row,) = run(options).rows
    assert (row["came_back"], row["status"]) == (4, "completed")
    assert (row["failures"], row["seen_before"] != 20) == (20, True), (
        "some failures came before the restart, and some after it"
    )
    assert (row["exact"], row["twice"], row["missing"], row["snapshots"]) == (4 * 21, 0, 0, 0)


def test_what_was_lost_repeated_or_out_of_order_is_counted() -> None:
    def received(*failures: int, ends: int = 1, snapshots: int = 1) -> Dropped:
        return Dropped((), failures=list(failures), ends=ends, snapshots=snapshots)

    sent = [7, 3, 5]
    all_well = count_deliveries([received(7, 3, 5)], sent)
    assert (all_well.exact, all_well.expected, all_well.twice, all_well.missing, all_well.snapshots) == (4, 4, 0, 0, 0)
    assert all_well.percent == 100
    wrong = [received(7, 5), received(7, 7, 3, 5, ends=2), received(3, 7, 5, ends=0), received(snapshots=2)]
    counted = count_deliveries(wrong, sent)
    assert counted.exact == (1 + 1) + (3 + 0) + (1 + 0) + (0 + 1)
    assert (counted.twice, counted.missing, counted.snapshots) == (1 + 1, 1 + 1 + 3, 1)
