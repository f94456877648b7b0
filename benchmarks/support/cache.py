"""The folder in which the benchmarks keep what they build and install, outside the project."""

from __future__ import annotations

import os
from pathlib import Path


class BenchmarkError(RuntimeError):
    """A benchmark cannot run or has no valid result; the message says why and what to do."""


def cache_folder() -> Path:
    """Return the folder, created if necessary."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "headrace-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
