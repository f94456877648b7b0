"""Headrace with a session that reads files at a given rate with two workers, emitting events as an ingest does.

A worker takes the next file as soon as it has finished one (one change: the current file), and the outcome follows
when it is staged (another change: the counters). No file fails, because a polling client receives every failure again
with each response and would look worse. The answer to an order says when each change was emitted.
"""

from __future__ import annotations

import heapq
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.domain.progress import Outcome, Progress, Status, Tally, with_discovered, with_finished
from app.live import Channel, status_document
from benchmarks.streaming.marker import file_path
from benchmarks.streaming.servers.control import CarryOut, Order, sleep_until
from benchmarks.streaming.servers.product import SESSION, STREAM, run

OPENING = Progress(SESSION, Status.STARTING, started_at=time.time())
WORKERS = 2
STAGING_S = 0.008
SEED = 20
METADATA_SHARE, SCORE_SHARE, NSFW_SHARE = 0.9, 0.15, 0.03
MOST_KEYWORDS = 16


def plan_changes(rate: float, count: int, rng: random.Random) -> Iterator[tuple[float, str, int]]:
    """Yield (seconds from the start, "taken" or "finished", number of the file) in order of time."""
    finished: list[tuple[float, str, int]] = []
    free = [0.0] * WORKERS
    for number in range(1, count + 1):
        taken = heapq.heappop(free)
        while finished and finished[0][0] <= taken:
            yield heapq.heappop(finished)
        yield taken, "taken", number
        done = taken + WORKERS / rate * rng.uniform(0.4, 1.6)
        heapq.heappush(free, done)
        heapq.heappush(finished, (done + STAGING_S, "finished", number))
    while finished:
        yield heapq.heappop(finished)


class ReadingSession:
    """Publishes each change as an ingest does, and records when."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._progress = OPENING
        self._rng = random.Random(SEED)
        self._began = time.monotonic()
        self.emitted: list[tuple[int, str, int]] = []

    async def carry_out(self, order: Order) -> dict[str, object]:
        self._began = time.monotonic()
        self._publish(with_discovered(self._progress, found=order.count, skipped=0))
        self._publish(replace(self._progress, status=Status.PROCESSING))
        for at, kind, number in plan_changes(order.rate, order.count, self._rng):
            await sleep_until(int((self._began + at) * 1e9))
            self._publish_change(kind, number)
        self._publish(replace(self._progress, status=Status.COMPLETED, current_file=""))
        return {"emitted": self.emitted, "document": status_document(self._progress)}

    def _publish_change(self, kind: str, number: int) -> None:
        if kind == "taken":
            self._publish(replace(self._progress, current_file=file_path(number)))
            self.emitted.append((time.monotonic_ns(), kind, number))
            return
        self._publish(with_finished(self._progress, self._make_tally()))
        self.emitted.append((time.monotonic_ns(), kind, self._progress.counters.processed_files))

    def _make_tally(self) -> Tally:
        return Tally(
            Outcome.OK,
            has_metadata=self._rng.random() < METADATA_SHARE,
            keywords=self._rng.randrange(MOST_KEYWORDS),
            has_score=self._rng.random() < SCORE_SHARE,
            is_nsfw=self._rng.random() < NSFW_SHARE,
        )

    def _publish(self, progress: Progress) -> None:
        self._progress = replace(progress, elapsed=time.monotonic() - self._began)
        self._channel.publish(self._progress)


def read_files(channel: Channel) -> CarryOut:
    return ReadingSession(channel).carry_out


if __name__ == "__main__":
    run(Path(sys.argv[1]), OPENING, STREAM, read_files)
