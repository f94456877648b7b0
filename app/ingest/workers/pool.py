"""The pool: as many workers as the machine has cores, each taking one file at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from app.domain.report import FileReport
from app.ingest.disk.mounts import explain_unmounted
from app.ingest.workers.fair_share import Lending, Turn
from app.ingest.workers.worker import Worker, WorkerLimits, worker_context
from app.readers import ReadOptions


class WorkerPool:
    """Lends workers out; used from one asyncio loop."""

    def __init__(self, size: int, limits: WorkerLimits) -> None:
        context = worker_context()
        self.size = size
        self._workers = [Worker(context, limits) for _ in range(size)]
        self._lending: Lending[Worker] = Lending()
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="worker")

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._threads, worker.start) for worker in self._workers))
        for worker in self._workers:
            self._lending.add(worker)

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in self._workers:
            await asyncio.to_thread(worker.stop)

    @asynccontextmanager
    async def worker(self, turn: Turn[Worker]) -> AsyncIterator[Worker]:
        """A worker, as soon as one is free and it is `turn`'s turn. Raises `TurnOverError` once the turn is over."""
        worker = await self._lending.borrow(turn)
        worker.take_up()
        try:
            yield worker
        finally:
            self._lending.give_back(turn, worker)

    async def read(
        self, worker: Worker, path: str, options: ReadOptions, folders: Sequence[str]
    ) -> tuple[FileReport, str | None]:
        """The report on `path`, and which of the folders was away when it had been read, in words.

        Raises `WorkerCancelledError` when the worker was told to stop.
        """

        def read_and_look() -> tuple[FileReport, str | None]:
            return worker.read(path, options), explain_unmounted(folders)

        return await asyncio.get_running_loop().run_in_executor(self._threads, read_and_look)
