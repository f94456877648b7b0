"""The workers for people who look: a file that crashes one hurts nobody, and what nobody waits for ends."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from app.ingest.pictures.interactive_pool import MAX_WAITING, InteractivePool, TooBusyError, choose_pool_size
from app.ingest.workers.worker import READING_NICENESS, WorkerFailedError
from tests.ingest.pictures.work import count_descriptors, crash, niceness, read_name, take_long

pytestmark = pytest.mark.slow


def with_pool(work: Callable[[InteractivePool, int], Awaitable[None]], tmp_path: Path, **options: float) -> None:
    """Run `work` with a pool of two workers and an open file that says “file”."""
    (tmp_path / "file").write_text("file")

    async def run() -> None:
        pool = InteractivePool(2, file_timeout_s=options.get("file_timeout_s", 60), memory_bytes=4 << 30)
        try:
            with (tmp_path / "file").open("rb") as file:
                await work(pool, file.fileno())
        finally:
            await pool.stop()

    asyncio.run(run())


def test_a_worker_gets_the_open_file_whatever_its_path_leads_to_by_then(tmp_path: Path) -> None:
    async def work(pool: InteractivePool, file: int) -> None:
        (tmp_path / "file").unlink()
        (tmp_path / "file").symlink_to("/etc/passwd")
        assert await pool.call(read_name, file, "!") == "file!"

    with_pool(work, tmp_path)


def test_a_crash_is_that_files_failure_and_the_next_one_is_read(tmp_path: Path) -> None:
    async def work(pool: InteractivePool, file: int) -> None:
        with pytest.raises(WorkerFailedError, match="crashed"):
            await pool.call(crash, file)
        assert await pool.call(read_name, file, "") == "file"

    with_pool(work, tmp_path)


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    async def work(pool: InteractivePool, file: int) -> None:
        with pytest.raises(WorkerFailedError, match="took longer than 1 s"):
            await pool.call(take_long, file, 300.0)
        assert await pool.call(read_name, file, "") == "file"

    with_pool(work, tmp_path, file_timeout_s=1)


def test_cancelled_work_ends_at_once_and_its_worker_is_free(tmp_path: Path) -> None:
    async def work(pool: InteractivePool, file: int) -> None:
        assert await pool.call(read_name, file, "") == "file"
        began = time.monotonic()
        for _ in range(3):
            tasks = [asyncio.create_task(pool.call(take_long, file, 300.0)) for _ in range(3)]
            await asyncio.sleep(0.2)
            for task in tasks:
                task.cancel()
            assert [type(one) for one in await asyncio.gather(*tasks, return_exceptions=True)] == [
                asyncio.CancelledError
            ] * 3
        assert await pool.call(read_name, file, "") == "file"
        assert time.monotonic() - began < 250

    with_pool(work, tmp_path)


def test_more_than_can_wait_are_refused(tmp_path: Path) -> None:
    async def work(pool: InteractivePool, file: int) -> None:
        tasks = [asyncio.create_task(pool.call(take_long, file, 300.0)) for _ in range(MAX_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(TooBusyError):
            await pool.call(read_name, file, "")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert await pool.call(read_name, file, "") == "file"

    with_pool(work, tmp_path)


def test_it_goes_before_reading_and_behind_the_server(tmp_path: Path) -> None:
    async def work(pool: InteractivePool, file: int) -> None:
        assert os.nice(0) < await pool.call(niceness, file) < os.nice(0) + READING_NICENESS

    with_pool(work, tmp_path)


def test_no_descriptor_is_left_open_in_the_worker(tmp_path: Path) -> None:
    async def work(pool: InteractivePool, file: int) -> None:
        numbers = [await pool.call(count_descriptors, file) for _ in range(20)]
        assert len(set(numbers[2:])) <= 2 and max(numbers) <= min(numbers) + 1

    with_pool(work, tmp_path)


@pytest.mark.parametrize(("workers", "size"), [(1, 2), (2, 2), (4, 2), (6, 3), (8, 4), (64, 4)])
def test_two_pictures_are_made_at_a_time_and_at_most_four(workers: int, size: int) -> None:
    assert choose_pool_size(workers) == size
