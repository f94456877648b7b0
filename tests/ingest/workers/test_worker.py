"""A worker and files that crash it, make it hang or exhaust its memory: only that file fails."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.domain.progress import Outcome
from app.domain.report import Step
from app.ingest.workers.metrics import WorkerEnd
from app.ingest.workers.worker import (
    FileInterruptedError,
    FileSkippedError,
    Worker,
    WorkerCancelledError,
    WorkerLimits,
    worker_context,
)
from app.readers import ReadOptions, nsfw_status
from app.readers.nsfw import loading
from tests.readers.photographs.support import dng
from tests.support.waiting import wait_until

OPTIONS = ReadOptions(nsfw=False)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "sound.png"
    assert cv2.imwrite(str(path), np.full((64, 96, 3), 127, np.uint8))
    return path


@pytest.fixture
def ends() -> list[WorkerEnd]:
    """Why processes of `worker` have ended, as its metrics count it."""
    return []


@pytest.fixture
def worker(ends: list[WorkerEnd]) -> Iterator[Worker]:
    worker = Worker(worker_context(), WorkerLimits(file_timeout_s=1, memory_bytes=4 << 30), ends.append)
    yield worker
    worker.stop()


def child(worker: Worker) -> int:
    process = worker._process
    assert process is not None and process.pid is not None
    return process.pid


def test_a_sound_file_is_reported(worker: Worker, picture: Path) -> None:
    report = worker.read(str(picture), OPTIONS)
    assert (report.outcome, report.width, report.height) == (Outcome.OK, 96, 64)


def has_model(_descriptor: int) -> bool:
    """Return whether this process, the worker's, has loaded an NSFW model."""
    return loading._load_once.cache_info().currsize > 0


@pytest.mark.skipif(not nsfw_status().available, reason="no NSFW model is installed")
def test_a_worker_has_no_nsfw_model_until_a_file_needs_it(picture: Path) -> None:
    worker = Worker(worker_context(), WorkerLimits(file_timeout_s=60, memory_bytes=4 << 30))
    try:
        with picture.open("rb") as file:
            worker.read(str(picture), OPTIONS)
            assert not worker.call(has_model, file.fileno())
            assert worker.read(str(picture), ReadOptions()).nsfw is not None
            assert worker.call(has_model, file.fileno())
            os.kill(child(worker), signal.SIGKILL)
            assert worker.read(str(picture), ReadOptions()).nsfw is not None, "a new process loads it again"
    finally:
        worker.stop()


def test_developing_a_raw_photograph_starts_no_threads(picture: Path) -> None:
    (picture.parent / "a.dng").write_bytes(dng(with_preview=False))
    worker = Worker(worker_context(), WorkerLimits(file_timeout_s=60, memory_bytes=4 << 30))
    try:
        worker.read(str(picture), OPTIONS)
        before = os.listdir(f"/proc/{child(worker)}/task")
        report = worker.read(str(picture.parent / "a.dng"), OPTIONS)
        assert report.provenance["decode"].startswith("developed")
        assert os.listdir(f"/proc/{child(worker)}/task") == before
    finally:
        worker.stop()


def test_a_crash_is_tried_once_more_in_a_new_process(worker: Worker, picture: Path, ends: list[WorkerEnd]) -> None:
    worker.read(str(picture), OPTIONS)
    before = child(worker)
    os.kill(before, signal.SIGSEGV)
    report = worker.read(str(picture), OPTIONS)
    assert report.outcome is Outcome.OK
    assert child(worker) != before
    assert ends == [WorkerEnd.CRASHED]


def test_a_file_that_hits_the_time_limit_is_not_read_again_and_fails_with_a_command_to_see_it(
    worker: Worker, picture: Path, ends: list[WorkerEnd]
) -> None:
    worker.read(str(picture), OPTIONS)
    os.kill(child(worker), signal.SIGSTOP)  # the first attempt hangs; a second one would succeed
    report = worker.read(str(picture), OPTIONS)
    assert report.outcome is Outcome.FAILED
    assert report.fatal is not None
    assert report.fatal.step is Step.WORKER
    assert report.fatal.reason.startswith("took longer than 1 s and was stopped; ")
    assert ends == [WorkerEnd.TIMED_OUT]
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


def test_a_skipped_file_ends_at_once_even_in_a_hung_read_and_the_worker_goes_on(picture: Path) -> None:
    patient = Worker(worker_context(), WorkerLimits(file_timeout_s=3600, memory_bytes=4 << 30))
    patient.read(str(picture), OPTIONS)
    os.kill(child(patient), signal.SIGSTOP)
    skipped: list[tuple[bool, float]] = []

    def skip() -> None:
        assert not patient.skip(f"{picture}.other", "skipped by ada"), "another file is being read"
        skipped.append((patient.skip(str(picture), "skipped by ada"), time.monotonic()))

    threading.Timer(0.2, skip).start()
    with pytest.raises(FileSkippedError, match=r"^skipped by ada$"):
        patient.read(str(picture), OPTIONS)
    [(was_read, at)] = skipped
    assert was_read
    assert time.monotonic() - at < 0.2, "seconds until the worker is free"
    assert not patient.skip(str(picture), "skipped by ada"), "it is no longer being read"
    assert patient.read(str(picture), OPTIONS).outcome is Outcome.OK, "the file can be read again"
    patient.stop()


def test_an_interrupted_file_ends_at_once_without_an_outcome_and_can_be_read_again(
    picture: Path, ends: list[WorkerEnd]
) -> None:
    patient = Worker(worker_context(), WorkerLimits(file_timeout_s=3600, memory_bytes=4 << 30), ends.append)
    patient.read(str(picture), OPTIONS)
    patient.interrupt(str(picture))  # too late
    os.kill(child(patient), signal.SIGSTOP)

    def interrupt() -> None:
        patient.interrupt(f"{picture}.other")
        patient.interrupt(str(picture))

    threading.Timer(0.2, interrupt).start()
    with pytest.raises(FileInterruptedError):
        patient.read(str(picture), OPTIONS)
    assert patient.read(str(picture), OPTIONS).outcome is Outcome.OK
    assert ends == [], "nobody calls that a crash"
    patient.stop()


def test_a_worker_shows_how_many_bytes_of_a_large_file_it_has_read(tmp_path: Path) -> None:
    size = 300 << 20
    video = tmp_path / "large.mp4"
    with video.open("wb") as file:
        file.write(b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + (size - 24).to_bytes(4, "big") + b"mdat")
        for _ in range(size >> 20):
            file.write(bytes([7]) * (1 << 20))
    worker = Worker(worker_context(), WorkerLimits(file_timeout_s=3600, memory_bytes=4 << 30))
    worker.start()
    reading = threading.Thread(target=worker.read, args=(str(video), OPTIONS))
    reading.start()
    wait_until(lambda: worker.progress.bytes_read, "some bytes are read", holds=bool, pause=0.001)
    os.kill(child(worker), signal.SIGSTOP)
    shown = worker.progress
    assert (shown.step, shown.size) == (Step.HASH, video.stat().st_size)
    assert shown.bytes_read is not None
    assert 0 < shown.bytes_read < video.stat().st_size
    os.kill(child(worker), signal.SIGCONT)
    reading.join()
    assert worker.progress.bytes_read is None, "a step that does not pass over the whole file counts no bytes"
    worker.stop()


def test_a_worker_ends_when_its_server_is_gone(worker: Worker, picture: Path) -> None:
    worker.read(str(picture), OPTIONS)
    pid = child(worker)
    assert worker._connection is not None
    worker._connection.close()
    worker._connection = None
    assert worker._process is not None
    worker._process.join(timeout=5)
    assert not worker._process.is_alive(), f"process {pid} outlived its server"
