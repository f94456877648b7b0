"""Measures the bare pipelines over the files, with as many processes as the product has workers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from benchmarks.ingest.mixed.measurement import Measurement, evaluate, monitor
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import Checkout


def measure_pipeline(what: str, name: str, library: Path, files: int, checkout: Checkout) -> Measurement:
    """Measure a pipeline of `benchmarks.ingest.mixed.pipelines`. Raises `BenchmarkError` if it fails."""
    command = checkout.command("benchmarks.ingest.mixed.pipelines", name, library, os.cpu_count() or 1)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=checkout.environ()
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        answer = ""
        if process.stdout.readline():  # it is ready
            with monitor(process.pid) as watched:
                process.stdin.write("go\n")
                process.stdin.flush()
                answer = process.stdout.readline()
        process.stdin.close()
    if not answer:
        raise BenchmarkError(
            f"The pipeline {name!r} ended with exit status {process.returncode}; its messages say why."
        )
    return evaluate(what, files, float(answer), watched)
