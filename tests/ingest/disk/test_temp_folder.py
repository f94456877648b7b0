"""The private temporary folder: a killed server's is removed by the next one, and nobody else's."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

from app.ingest.disk.temp_folder import PREFIX, clean_up_after_predecessor, use_private_temp_folder


def record(lock: Path) -> None:
    """Write this process's temporary folder into the lock file, as a server does."""
    with lock.open("a+") as file:
        clean_up_after_predecessor(file)


def die_with_a_folder(lock: Path) -> None:
    with use_private_temp_folder():
        record(lock)
        os.kill(os.getpid(), signal.SIGKILL)


def test_the_folder_of_a_killed_server_is_removed_by_the_next(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    server = multiprocessing.get_context("spawn").Process(target=die_with_a_folder, args=(lock,))
    server.start()
    server.join()
    left = Path(lock.read_text())
    assert left.is_dir()
    record(lock)
    assert not left.exists()


def test_a_folder_that_only_has_such_a_name_stays(tmp_path: Path) -> None:
    others = tmp_path / f"{PREFIX}of-somebody"
    others.mkdir()
    (others / "theirs").touch()
    lock = tmp_path / "lock"
    lock.write_text(str(others))
    record(lock)
    assert (others / "theirs").exists()


START_A_WORKER = """
import sys
from app.ingest.disk.temp_folder import use_private_temp_folder
from app.ingest.workers.worker import Worker, WorkerLimits, worker_context
if __name__ == "__main__":
    with use_private_temp_folder() as folder:
        print(folder, flush=True)
        worker = Worker(worker_context(), WorkerLimits(60, 2**32))
        worker.start()
        worker.stop()
"""


def test_workers_start_however_long_the_path_of_the_temporary_folder_is(tmp_path: Path) -> None:
    """The path of a socket has at most 107 bytes; whatever stood above this folder would be too much."""
    long = tmp_path / ("long-" * 20)
    long.mkdir()
    environ = os.environ | {"TMPDIR": str(long)}
    run = subprocess.run(
        [sys.executable, "-c", START_A_WORKER], env=environ, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    folder = Path(run.stdout.strip())
    assert folder.name.startswith(PREFIX) and not folder.exists()
