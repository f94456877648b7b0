"""A worker and files that crash it, make it hang or exhaust its memory: only that file fails."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.domain.progress import Outcome
from app.domain.report import Step
from app.ingest.workers.worker import Worker, WorkerCancelledError, WorkerLimits, worker_context
from app.readers import ReadOptions
from tests.support.waiting import wait_until

OPTIONS = ReadOptions(nsfw=False)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "sound.png"
    assert cv2.imwrite(str(path), np.full((64, 96, 3), 127, np.uint8))
    return path


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(worker_context(), WorkerLimits(file_timeout_s=1, memory_bytes=4 << 30))
    yield worker
    worker.stop()


def child(worker: Worker) -> int:
    process = worker._process
    assert process is not None and process.pid is not None
    return process.pid


def end_soon(worker: Worker, times: int, how: signal.Signals) -> threading.Thread:
    """Send the worker's process the signal that a decoder's bug would cause, `times` times, as soon as it reads."""

    def run() -> None:
        struck: set[int] = set()

        def find_victim() -> int | None:
            process = worker._process
            pid = process.pid if process is not None and worker._ready else None
            return None if pid in struck else pid

        for _ in range(times):
            pid = wait_until(find_victim, "a new process reads", pause=0.001)
            assert pid is not None
            struck.add(pid)
            os.kill(pid, how)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_a_sound_file_is_reported(worker: Worker, picture: Path) -> None:
    report = worker.read(str(picture), OPTIONS)
    assert (report.outcome, report.width, report.height) == (Outcome.OK, 96, 64)


def test_a_crash_is_tried_once_more_in_a_new_process(worker: Worker, picture: Path) -> None:
    worker.read(str(picture), OPTIONS)
    before = child(worker)
    os.kill(before, signal.SIGSEGV)
    report = worker.read(str(picture), OPTIONS)
    assert report.outcome is Outcome.OK
    assert child(worker) != before


def test_two_crashes_fail_the_file_with_a_command_to_see_it_again(worker: Worker, picture: Path) -> None:
    worker.read(str(picture), OPTIONS)
    os.kill(child(worker), signal.SIGSTOP)  # the first attempt hangs; the thread stops the second
    striking = end_soon(worker, 2, signal.SIGSTOP)
    report = worker.read(str(picture), OPTIONS)
    striking.join()
    assert report.outcome is Outcome.FAILED
    assert report.fatal is not None
    assert report.fatal.step is Step.WORKER
    assert "took longer than 1 s" in report.fatal.reason
    assert f"headrace inspect {picture}" in report.fatal.reason
    assert worker.read(str(picture), OPTIONS).outcome is Outcome.OK, "the worker works again"


def test_cancel_ends_a_hung_read_at_once(worker: Worker, picture: Path) -> None:
    patient = Worker(worker_context(), WorkerLimits(file_timeout_s=3600, memory_bytes=4 << 30))
    patient.read(str(picture), OPTIONS)
    os.kill(child(patient), signal.SIGSTOP)
    threading.Timer(0.2, patient.cancel).start()
    with pytest.raises(WorkerCancelledError):
        patient.read(str(picture), OPTIONS)
    with pytest.raises(WorkerCancelledError):
        patient.read(str(picture), OPTIONS)
    patient.clear_cancel()
    assert patient.read(str(picture), OPTIONS).outcome is Outcome.OK
    patient.stop()


def test_a_worker_ends_when_its_server_is_gone(worker: Worker, picture: Path) -> None:
    worker.read(str(picture), OPTIONS)
    pid = child(worker)
    assert worker._connection is not None
    worker._connection.close()
    worker._connection = None
    assert worker._process is not None
    worker._process.join(timeout=5)
    assert not worker._process.is_alive(), f"process {pid} outlived its server"
