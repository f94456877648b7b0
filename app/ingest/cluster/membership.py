"""Membership in the cluster: a Dask worker that joins the scheduler, and joins again when it was away."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dask import config as dask_config
from distributed import Worker as DaskWorker
from distributed.security import Security
from distributed.worker import DEFAULT_METRICS

from app.ingest.cluster.calls import FILES_AHEAD, METRIC, quieten_dask
from app.ingest.cluster.machine_readers import MachineReaders

JOIN_S = 10.0
"""The scheduler answers within this time, or is away."""
AGAIN_S = 1.0
"""Seconds between two attempts to join."""


def serve_cluster(
    scheduler: str,
    readers: MachineReaders,
    name: str,
    security: Security | None,
    scratch: Path,
    say: Callable[[str], None],
) -> None:
    """Read files for the servers of the scheduler at HOST:PORT until SIGINT or SIGTERM. `scratch` is Dask's folder."""
    quieten_dask()
    asyncio.run(_Membership(scheduler, readers, name, security, scratch, say).serve())


@dataclass(slots=True, eq=False)
class _Membership:
    scheduler: str
    readers: MachineReaders
    name: str
    security: Security | None
    scratch: Path
    say: Callable[[str], None]
    _said: str = field(default="", init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def serve(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        while not self._stopping.is_set():
            await self._join_once()
            await self._wait_until_stopped(AGAIN_S)

    async def _join_once(self) -> None:
        """Join, and return when the scheduler is gone or this worker is to stop."""
        try:
            worker = await self._join()
        except (OSError, ValueError, TimeoutError) as error:
            self._tell(f"The scheduler at {self.scheduler} does not take this worker: {error}. It tries again.")
            return
        self._tell(f"{self.name} has joined {self.scheduler}.")
        ends = [asyncio.create_task(worker.finished()), asyncio.create_task(self._stopping.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        if self._stopping.is_set():
            await worker.close(timeout=1, reason="the worker was stopped")
        else:
            self._tell(f"The scheduler at {self.scheduler} is away. It tries again.")

    async def _join(self) -> DaskWorker:
        protocol = "tls" if self.security else "tcp"
        with dask_config.set({"distributed.comm.timeouts.connect": f"{JOIN_S:g}s"}):
            return await DaskWorker(
                f"{protocol}://{self.scheduler}",
                # The next file waits for a reader process in a thread: in Dask's queue that costs some milliseconds.
                nthreads=self.readers.threads * FILES_AHEAD,
                name=self.name,
                security=self.security,
                local_directory=str(self.scratch),
                memory_limit=0,  # the reader processes have limits of their own
                metrics={**DEFAULT_METRICS, METRIC: self.readers.tell},
                plugins=(self.readers,),
                death_timeout=JOIN_S,
            )

    async def _wait_until_stopped(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    def _tell(self, message: str) -> None:
        """Say something once, not at each attempt."""
        if message != self._said:
            self._said = message
            self.say(message)
