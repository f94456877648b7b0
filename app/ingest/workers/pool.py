"""The worker pool: the workers of this machine, and those of other machines that come and go.

Each reads one file at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from app.ingest.workers.fair_share import FairShare, Share
from app.ingest.workers.metrics import PoolMetrics, WorkerMetrics
from app.ingest.workers.reading_worker import ReadingWorker
from app.ingest.workers.stalls import Stalls
from app.ingest.workers.worker import Worker, WorkerLimits, worker_context

Result = TypeVar("Result")
AnyWorker = TypeVar("AnyWorker", bound=ReadingWorker)

MOST_WORKERS = 4096
"""Each worker that reads has a thread of the server. It only waits, where the worker is on another machine."""


class WorkerPool(Generic[AnyWorker]):
    """Gives workers to sessions by their shares; used from one asyncio loop.

    `name` is that of its threads, and the value of `pool` in its metrics.
    """

    def __init__(
        self,
        workers: Sequence[AnyWorker],
        file_timeout_s: float,
        name: str = "reading",
        metrics: PoolMetrics | None = None,
        explain_missing: Callable[[Sequence[str]], str] = lambda _directories: "",
    ) -> None:
        """`explain_missing` says why no worker reads the files of these directories, where there may be none."""
        self.explain_missing = explain_missing
        self._metrics = metrics or WorkerMetrics().of_pool(name, len(workers))
        self.file_timeout_s = file_timeout_s
        self.stalls = Stalls(len(workers))
        self._workers = list(workers)
        self._fair_share: FairShare[AnyWorker] = FairShare()
        self._threads = ThreadPoolExecutor(max_workers=MOST_WORKERS, thread_name_prefix=name)

    @property
    def size(self) -> int:
        """Number of workers at this moment."""
        return len(self._workers)

    async def start(self) -> None:
        """Start every worker process. Raises `WorkerStartError`."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._threads, worker.start) for worker in self._workers))
        self.open()

    def open(self) -> None:
        """Give out workers, each of which starts its process when it is first used."""
        for worker in self._workers:
            self._fair_share.add(worker)

    async def stop(self) -> None:
        """End every worker process, also in the middle of a file."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in self._workers:
            await asyncio.to_thread(worker.stop)

    def add(self, worker: AnyWorker) -> None:
        """Give out one more worker, while others are at work."""
        self._workers.append(worker)
        self._count()
        self._fair_share.add(worker)

    def remove(self, worker: AnyWorker) -> None:
        """Give the worker to nobody any more. Whoever has it keeps it until the end of the turn."""
        self._workers.remove(worker)
        self._count()
        self._fair_share.remove(worker)
        self.stalls.forget_worker(worker)

    def look_again(self) -> None:
        """Give out free workers that have become of use."""
        self._fair_share.look_again()

    def has_any(self, suits: Callable[[AnyWorker], bool]) -> bool:
        """Whether there is a worker that suits, free or not."""
        return any(suits(worker) for worker in self._workers)

    def is_wanted(self, share: Share[AnyWorker]) -> bool:
        """Whether another share waits for a worker."""
        return self._fair_share.is_wanted(share)

    @asynccontextmanager
    async def acquire(
        self, share: Share[AnyWorker], suits: Callable[[AnyWorker], bool] = lambda _worker: True
    ) -> AsyncIterator[AnyWorker]:
        """Hold a worker that suits for the length of the block. Raises `ShareClosedError` once the share is closed."""
        with self._metrics.waiting.track_inprogress():
            worker = await self._fair_share.acquire(share, suits)
        worker.clear_cancel()
        try:
            with self._metrics.busy.track_inprogress():
                yield worker
        finally:
            self._fair_share.release(share, worker)

    async def run(self, worker: AnyWorker, work: Callable[[], Result]) -> Result:
        """Return the result of `work`, which uses `worker`, in a thread. When cancelled, the worker's work is ended."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            worker.cancel()
            # Until its thread is done, the worker cannot be given to anybody else.
            await asyncio.gather(running, return_exceptions=True)
            raise

    def _count(self) -> None:
        self.stalls.workers = len(self._workers)
        self._metrics.count_workers(len(self._workers))


def create_local_pool(
    size: int, limits: WorkerLimits, name: str = "reading", metrics: WorkerMetrics | None = None
) -> WorkerPool[Worker]:
    """Return a pool of `size` worker processes of this machine."""
    counted = (metrics or WorkerMetrics()).of_pool(name, size)
    return WorkerPool(create_workers(size, limits, counted), limits.file_timeout_s, name, counted)


def create_workers(size: int, limits: WorkerLimits, metrics: PoolMetrics) -> list[Worker]:
    """Return worker processes of this machine, which start when they are used."""
    context = worker_context()
    return [Worker(context, limits, metrics.count_end) for _ in range(size)]
