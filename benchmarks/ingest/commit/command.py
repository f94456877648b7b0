"""The command `commit`: sessions of several sizes whose staged rows are generated."""

from __future__ import annotations

import argparse
import json
import subprocess
from dataclasses import asdict, fields

from benchmarks.ingest.commit.generated import Generated, Step, measure
from benchmarks.ingest.commit.table import show_commits
from benchmarks.ingest.options import choose_sizes
from benchmarks.ingest.result import Result
from benchmarks.support.cache import BenchmarkError
from benchmarks.support.checkout import THIS, Checkout

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (1_000, 10_000)


def run(options: argparse.Namespace) -> Result:
    checkout: Checkout = options.checkout
    sizes = [
        measure(files) if checkout == THIS else _measure_in(checkout, files)
        for files in choose_sizes(options, SIZES, QUICK_SIZES)
    ]
    return Result([asdict(size) for size in sizes], lambda console: show_commits(sizes, console))


def _measure_in(checkout: Checkout, files: int) -> Generated:
    """Let the benchmark of another checkout measure, because the catalog's functions may have other names there."""
    command = checkout.command("benchmarks.ingest", "commit", "--json", "--sizes", files)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=checkout.environ())
    if done.returncode:
        raise BenchmarkError(f"The benchmark in {checkout.folder} failed:\n{done.stderr[-4000:]}")
    [row] = json.loads(done.stdout)["commits"]
    names = (field.name for field in fields(Generated) if field.name not in ("files", "peak_mb"))
    steps = {name: Step(**row[name]) for name in names if row.get(name)}
    return Generated(files=row["files"], peak_mb=row["peak_mb"], **steps)
