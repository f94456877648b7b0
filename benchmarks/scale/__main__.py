"""Files per second on 1, 2 and 4 machines, processor time a file, and how soon results are seen.

`python -m benchmarks.scale` (two minutes), `--quick` for fewer files.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
from PIL import Image

from benchmarks.scale.slow_machine import DECODE_S

FILES, QUICK_FILES = 400, 80
"""For each machine."""
START_S = 60


@dataclass(frozen=True)
class Programs:
    """The running programs of one measurement."""

    url: str
    server: psutil.Process
    scheduler: psutil.Process | None
    logs: list[Path]


@contextmanager
def programs(folder: Path, media: Path, machines: int) -> Iterator[Programs]:
    """Run a server and so many machines; none: the server reads alone, with one worker."""
    with ExitStack() as stack:

        def run(name: str, *command: str) -> subprocess.Popen[bytes]:
            log = stack.enter_context((folder / f"{name}.out").open("wb"))
            process = subprocess.Popen([sys.executable, "-m", *command], stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return process

        scheduler, executor = None, "local"
        if machines:
            written = folder / "scheduler.json"
            options = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
            scheduler = run("scheduler", "distributed.cli.dask_scheduler", *options, "--scheduler-file", str(written))
            wait_until(written.exists)
            executor = json.loads(written.read_text())["address"].replace("tcp", "dask")
        os.environ["HEADRACE_WORKERS"] = "1"
        data = str(folder / "data")
        server = run(
            "server", "app", "serve", "--root", str(media), "--data", data, "--port", "0", "--executor", executor
        )
        logs = [folder / f"machine {number}.log" for number in range(machines)]
        for log in logs:
            worker = ["worker", executor, "--root", str(media), "--threads", "1", "--name", log.stem]
            run(log.stem, "benchmarks.scale.slow_machine", str(log), *worker)
        wait_until(lambda: "http://" in (folder / "server.out").read_text())
        url = "http://" + (folder / "server.out").read_text().split("http://")[1].split()[0]
        wait_until(lambda: len(reading_machines(url)) == machines)
        of_scheduler = None if scheduler is None else psutil.Process(scheduler.pid)
        yield Programs(url, psutil.Process(server.pid), of_scheduler, logs)


def wait_until(holds: Any) -> None:
    deadline = time.monotonic() + START_S
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("a program did not start")
        time.sleep(0.05)


def ask(url: str, path: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, data, {"content-type": "application/json"})) as answer:  # noqa: S310
        return json.load(answer)


def reading_machines(url: str) -> list[Any]:
    return [machine for machine in ask(url, "/api/machines")["machines"] if machine["state"] == "reading"]


def make_pictures(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        Image.new("RGB", (64, 64), (number % 256, number // 256, 0)).save(folder / f"{number:05}.png")


def measure(media: Path, machines: int, *, watch: bool = False) -> dict[str, Any]:
    """Read the folder once. With `watch`, also measure how soon the server shows what a machine does."""
    with tempfile.TemporaryDirectory() as scratch, programs(Path(scratch), media, machines) as running:
        before = cpu_s(running)
        parameters = {"directories": [str(media)], "enable_nsfw_detection": False}
        session = ask(running.url, "/api/ingest/process", {"parameters": parameters})["session_id"]
        begun: dict[str, float] = {}
        ended: dict[str, float] = {}
        while True:
            if watch:
                activity, now = ask(running.url, f"/api/ingest/session/{session}/activity"), time.time()
                for file in activity["reading"]:
                    begun.setdefault(file["path"], now)
                for file in activity["recent"]:
                    ended.setdefault(file["path"], now)
            state = ask(running.url, f"/api/ingest/status/{session}")
            if state["status"] == "completed":
                break
            time.sleep(0.005 if watch else 0.25)
        files, elapsed = state["ledger"]["ok"], state["elapsed_s"]
        spent = [after - earlier for after, earlier in zip(cpu_s(running), before, strict=True)]
        row: dict[str, Any] = {
            "machines": machines,
            "files": files,
            "files_per_s": round(files / elapsed, 1),
            "server_ms_per_file": round(spent[0] / files * 1000, 2),
            "scheduler_ms_per_file": round(spent[1] / files * 1000, 2),
        }
        if machines:
            row["of_ideal"] = round(files / elapsed / (machines / per_file_s(running.logs)), 2)
        if watch:
            row |= delays(running.logs, begun, ended)
        return row


def cpu_s(running: Programs) -> tuple[float, float]:
    """Processor time of the server's own process and of the scheduler."""
    times = [process.cpu_times() if process else None for process in (running.server, running.scheduler)]
    return tuple(used.user + used.system if used else 0.0 for used in times)  # type: ignore[return-value]


def lines(logs: list[Path]) -> Iterator[tuple[float, float, str]]:
    for log in logs:
        for line in log.read_text().splitlines():
            begun, ended, path = line.split(" ", 2)
            yield float(begun), float(ended), path


def per_file_s(logs: list[Path]) -> float:
    """Seconds that a file takes on its machine, in the middle: what it would take if nothing else took time."""
    return statistics.median(ended - begun for begun, ended, _ in lines(logs))


def delays(logs: list[Path], begun: dict[str, float], ended: dict[str, float]) -> dict[str, float]:
    """Milliseconds from what happens on a machine to the server showing it; the sampling adds up to some 10."""
    started = sorted(begun[path] - at for at, _, path in lines(logs) if path in begun)
    outcomes = sorted(ended[path] - at for _, at, path in lines(logs) if path in ended)
    return {
        f"{name}_{rank}_ms": round(values[int(len(values) * share)] * 1000, 1)
        for name, values in (("started", started), ("outcome", outcomes))
        for rank, share in (("p50", 0.5), ("p99", 0.99))
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer files")
    count = QUICK_FILES if parser.parse_args().quick else FILES
    print(f"Each file waits {DECODE_S * 1000:g} ms on its machine, which has one thread.", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        for machines in (0, 1, 2, 4):
            media = Path(folder) / str(machines)
            make_pictures(media, count * max(1, machines))
            print(json.dumps(measure(media, machines)), flush=True)
        print(json.dumps(measure(Path(folder) / "1", 1, watch=True)), flush=True)


if __name__ == "__main__":
    main()
