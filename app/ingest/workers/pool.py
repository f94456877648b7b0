"""The worker pool: as many workers as the settings say, each reading one file at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Concatenate, TypeVar

from app.ingest.workers.fair_share import FairShare, Share
from app.ingest.workers.metrics import WorkerMetrics
from app.ingest.workers.stalls import Stalls
from app.ingest.workers.worker import (
    Answer,
    Arguments,
    Worker,
    WorkerLimits,
    worker_context,
)

Result = TypeVar("Result")


class WorkerPool:
    """Gives workers to sessions by their shares; used from one asyncio loop.

    `name` is that of its threads, and the value of `pool` in its metrics.
    """

    def __init__(
        self, size: int, limits: WorkerLimits, name: str = "reading", metrics: WorkerMetrics | None = None
    ) -> None:
        context = worker_context()
        self._metrics = (metrics or WorkerMetrics()).of_pool(name, size)
        self.size = size
        self.file_timeout_s = limits.file_timeout_s
        self.stalls = Stalls(size)
        self._workers = [Worker(context, limits, self._metrics.count_end) for _ in range(size)]
        self._fair_share: FairShare[Worker] = FairShare()
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix=name)

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

    def is_wanted(self, share: Share[Worker]) -> bool:
        """Whether another share waits for a worker."""
        return self._fair_share.is_wanted(share)

    @asynccontextmanager
    async def acquire(self, share: Share[Worker]) -> AsyncIterator[Worker]:
        """Hold a worker for the length of the block. Raises `ShareClosedError` once the share is closed."""
        with self._metrics.waiting.track_inprogress():
            worker = await self._fair_share.acquire(share)
        worker.clear_cancel()
        try:
            with self._metrics.busy.track_inprogress():
                yield worker
        finally:
            self._fair_share.release(share, worker)

    async def run(self, worker: Worker, work: Callable[[], Result]) -> Result:
        """Return the result of `work`, which uses `worker`, in a thread. When cancelled, the worker's work is ended."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            worker.cancel()
            # Until its thread is done, the worker cannot be given to anybody else.
            await asyncio.gather(running, return_exceptions=True)
            raise

    async def call(
        self,
        worker: Worker,
        function: Callable[Concatenate[int, Arguments], Answer],
        descriptor: int,
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer:
        """Return what `worker` makes of an open file, as `Worker.call` does. When cancelled, the work is ended."""
        return await self.run(worker, lambda: worker.call(function, descriptor, *arguments, **named))
