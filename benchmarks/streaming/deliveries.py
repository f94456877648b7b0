"""What subscribers were to receive, and what of it came: failures and the terminal event, once each and in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.streaming.clients.dropping_client import Dropped


@dataclass(frozen=True, slots=True)
class Deliveries:
    expected: int
    """Failures and terminal events, of all subscribers together."""
    exact: int
    """Those that arrived once and in order."""
    twice: int
    missing: int
    snapshots: int
    """Snapshots after the first: what was missed was not replayed."""

    @property
    def percent(self) -> float:
        return 100 * self.exact / self.expected

    def describe(self) -> tuple[str, str, str, str]:
        """Return the cells of a table below `COLUMNS`."""
        share = f"{self.exact:,} of {self.expected:,} ({self.percent:.2f} %)"
        return share, f"{self.twice:,}", f"{self.missing:,}", f"{self.snapshots:,}"


COLUMNS = ("once and in order", "twice", "missing", "snapshots")


def count_deliveries(subscribers: Sequence[Dropped], sent: Sequence[int]) -> Deliveries:
    """Compare what each subscriber received with the failures that the server sent, in its order."""
    exact = twice = missing = 0
    for one in subscribers:
        exact += _count_in_order(one.failures, sent) + (one.ends == 1)
        twice += len(one.failures) - len(set(one.failures)) + max(0, one.ends - 1)
        missing += len(set(sent) - set(one.failures)) + (one.ends == 0)
    snapshots = sum(one.snapshots for one in subscribers) - len(subscribers)
    return Deliveries(len(subscribers) * (len(sent) + 1), exact, twice, missing, snapshots)


def _count_in_order(received: Sequence[int], sent: Sequence[int]) -> int:
    """Return how many were the next one that was sent: a repeated or skipped one ends the count of those."""
    count = 0
    for number in received:
        count += count < len(sent) and number == sent[count]
    return count
