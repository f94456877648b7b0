"""Files that make a decoder hang or exhaust its memory, in a real pool and on the command line: only they fail."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from app.domain.priority import Priority
from app.domain.progress import Outcome
from app.domain.report import FileReport, Step
from app.ingest.workers.fair_share import Share
from app.ingest.workers.pool import create_local_pool
from app.ingest.workers.worker import Worker, WorkerLimits, worker_context
from app.readers import ReadOptions
from benchmarks.support.slow_jpeg import make_slow_jpeg
from tests.readers.support import encoded, picture
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

OPTIONS = ReadOptions(nsfw=False)
PLENTY = 4 << 30
TIMEOUT_S = 1.5
SOUND = 12


@pytest.fixture(scope="module")
def endless() -> bytes:
    """A progressive JPEG with 400 copies of its last scan: 36 bytes each, but 64 million samples to decode."""
    return make_slow_jpeg(8000, 400)


@pytest.fixture(scope="module")
def greedy() -> bytes:
    """A PNG of a few hundred kilobytes that needs 243 MB to decode and is under the pixel limit."""
    written, data = cv2.imencode(".png", np.zeros((9_000, 9_000, 3), np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert written
    return data.tobytes()


def sound_files(folder: Path, count: int = SOUND) -> list[Path]:
    data = encoded(Image.fromarray(picture()), "PNG")
    paths = [folder / f"sound {number}.png" for number in range(count)]
    for path in paths:
        path.write_bytes(data)
    return paths


def read_all(paths: list[Path], limits: WorkerLimits) -> tuple[dict[str, FileReport], float]:
    """Return the reports by file name, and how many seconds a pool of two then took for one sound file each."""

    async def run() -> tuple[dict[str, FileReport], float]:
        pool = create_local_pool(2, limits)
        await pool.start()
        share: Share[Worker] = Share(Priority.NORMAL)
        try:

            async def one(path: Path) -> FileReport:
                async with pool.acquire(share) as worker:
                    return await pool.run(worker, lambda: worker.read(str(path), OPTIONS))

            reports = await asyncio.gather(*map(one, paths))
            start = time.monotonic()
            again = await asyncio.gather(*map(one, paths[-2:]))
            took = time.monotonic() - start
            assert [report.outcome for report in again] == [Outcome.OK, Outcome.OK]
            return {Path(report.path).name: report for report in reports}, took
        finally:
            await pool.stop()

    return asyncio.run(run())


def test_a_decode_without_end_costs_one_file_and_the_pool_is_whole_again(tmp_path: Path, endless: bytes) -> None:
    hostile = tmp_path / "it's endless.jpg"
    hostile.write_bytes(endless)
    reports, took = read_all([hostile, *sound_files(tmp_path)], WorkerLimits(TIMEOUT_S, PLENTY))
    failed = {name: report.fatal for name, report in reports.items() if report.fatal}
    assert list(failed) == [hostile.name]
    fatal = failed[hostile.name]
    assert fatal is not None
    assert fatal.step is Step.WORKER
    assert fatal.reason.startswith("took longer than 1.5 s and was stopped; to reproduce it: headrace inspect ")
    # A new process and two small pictures take tenths of a second; the limit leaves room for slow machines.
    assert took < 10


def test_memory_that_runs_out_costs_one_file_and_not_its_worker(tmp_path: Path, greedy: bytes) -> None:
    hostile = tmp_path / "greedy.png"
    hostile.write_bytes(greedy)
    sound = sound_files(tmp_path, 2)
    worker = Worker(worker_context(), WorkerLimits(60, PLENTY))
    assert worker.read(str(sound[0]), OPTIONS).outcome is Outcome.OK
    needed = peak_address_space(worker)
    assert worker.read(str(hostile), OPTIONS).outcome is Outcome.OK, "with enough memory it can be read"
    worker.stop()
    reports, _ = read_all([hostile, *sound], WorkerLimits(60, needed + (100 << 20)))
    assert {name: report.outcome for name, report in reports.items()} == {
        hostile.name: Outcome.FAILED,
        sound[0].name: Outcome.OK,
        sound[1].name: Outcome.OK,
    }
    fatal = reports[hostile.name].fatal
    assert fatal is not None
    assert fatal.step is Step.DECODE
    assert fatal.reason == "the file needs more memory than a worker may use"


def peak_address_space(worker: Worker) -> int:
    assert worker._process is not None
    status = Path(f"/proc/{worker._process.pid}/status").read_text()
    found = re.search(r"VmPeak:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) << 10


def command(*paths: Path) -> list[str]:
    return [sys.executable, "-m", "app", "inspect", "--json", "--no-nsfw", *map(str, paths)]


def test_the_command_that_reproduces_a_crash_survives_it(tmp_path: Path, endless: bytes) -> None:
    hostile, (sound,) = tmp_path / "endless.jpg", sound_files(tmp_path, 1)
    hostile.write_bytes(endless)
    struck: set[int] = set()
    with subprocess.Popen(command(hostile, sound), stdout=subprocess.PIPE, text=True) as running:
        for _ in range(2):
            struck.add(decoding := decoding_child(running.pid, struck))
            os.kill(decoding, signal.SIGSEGV)
        output, _ = running.communicate(timeout=60)
    first, second = map(json.loads, output.splitlines())
    assert (first["outcome"], second["outcome"], running.returncode) == ("failed", "ok", 1)
    assert first["failures"][0]["step"] == "worker"
    assert first["failures"][0]["reason"].startswith("its decoder crashed (SIGSEGV), twice")
    assert "size" not in first, "what was not found is left out"


def decoding_child(pid: int, struck: set[int]) -> int:
    """Return a child of `pid`, not in `struck`, that is decoding: it has used a fifth of a second of CPU time."""

    def find_busy_child() -> int | None:
        children = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
        for child in children - struck:
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            if int(fields[11]) + int(fields[12]) >= 0.2 * os.sysconf("SC_CLK_TCK"):
                return child
        return None

    child = wait_until(find_busy_child, "the command decodes", pause=0.01)
    assert child is not None
    return child


def test_what_decoders_write_past_us_reaches_nobodys_terminal(tmp_path: Path) -> None:
    """libtiff writes “Using code not yet in table” to descriptor 2, Pillow logs “More samples per pixel than …”."""
    data = bytearray(encoded(Image.fromarray(picture()), "TIFF", compression="tiff_lzw"))
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xff" * 400
    samples = encoded(Image.fromarray(picture()), "TIFF").replace(
        struct.pack("<HHII", 277, 3, 1, 3), struct.pack("<HHII", 277, 3, 1, 64_033)
    )
    paths = [tmp_path / "damaged.tif", tmp_path / "samples.tif"]
    for path, written in zip(paths, (bytes(data), samples), strict=True):
        path.write_bytes(written)
    run = subprocess.run(command(*paths), capture_output=True, text=True, timeout=120, check=False)
    assert [json.loads(line)["outcome"] for line in run.stdout.splitlines()] == ["failed", "failed"]
    assert run.stderr == ""


def test_a_jpeg_of_ten_thousand_scans_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "scans.jpg"
    path.write_bytes(make_slow_jpeg(8000, 10_000))
    worker = Worker(worker_context(), WorkerLimits(60, PLENTY))
    report = worker.read(str(path), OPTIONS)
    worker.stop()
    assert report.fatal is not None
    assert re.search(r"10,0\d\d scans; at most 500 are decoded", report.fatal.reason)
