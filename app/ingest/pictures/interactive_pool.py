"""The workers for people who look at pictures: as sandboxed as those that read, but apart from them.

A person waits for a picture, so it never waits behind the files of an ingest; and however many pictures are asked for,
the workers that read go on. Between the two, the system's scheduler divides the processors by niceness (decision 1303).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate

from app.domain.priority import Priority
from app.ingest.workers.fair_share import Share
from app.ingest.workers.metrics import WorkerMetrics
from app.ingest.workers.pool import create_local_pool
from app.ingest.workers.worker import Answer, Arguments, Worker, WorkerLimits

NICENESS = 1
"""Behind the server, before the workers that read."""

LONGEST_S = 30
"""Seconds for one picture; a person does not wait longer. A lower limit for reading applies here, too."""

MAX_WAITING = 200
"""Pictures that wait for a worker. Each keeps its file open."""


class TooBusyError(Exception):
    """So many pictures are waited for that no more are accepted for a moment."""


class InteractivePool:
    """Makes something of open files, in the order in which it is asked; used from one asyncio loop."""

    def __init__(
        self, size: int, *, file_timeout_s: float, memory_bytes: int, metrics: WorkerMetrics | None = None
    ) -> None:
        limits = WorkerLimits(min(file_timeout_s, LONGEST_S), memory_bytes, niceness=NICENESS)
        self._pool = create_local_pool(size, limits, "pictures", metrics)
        self._share: Share[Worker] = Share(Priority.HIGH)
        self._pool.open()
        self._waiting = 0

    async def call(
        self,
        function: Callable[Concatenate[int, Arguments], Answer],
        descriptor: int,
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer:
        """Return what `function` makes of the open file in a worker. When cancelled, the work is ended.

        Raises `TooBusyError`, `WorkerFailedError` or `WorkerStartError`.
        """
        if self._waiting >= MAX_WAITING:
            raise TooBusyError
        self._waiting += 1
        try:
            async with self._pool.acquire(self._share) as worker:
                return await self._pool.run(worker, lambda: worker.call(function, descriptor, *arguments, **named))
        finally:
            self._waiting -= 1

    async def stop(self) -> None:
        """End every worker process, also in the middle of a picture."""
        self._share.close()
        await self._pool.stop()


def choose_pool_size(workers: int) -> int:
    """Return how many pictures are made at a time: two, so that a slow one does not hold all others up, or more."""
    return min(4, max(2, workers // 2))
