"""Where the benchmarks keep what they build and install: never inside the product."""

from __future__ import annotations

import os
from pathlib import Path


class BenchmarkError(RuntimeError):
    """The machine lacks something; the message says what and how to get it."""


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "headrace-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
