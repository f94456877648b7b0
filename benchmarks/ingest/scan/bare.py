"""The bare limits: what any program must do with the same files, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from blake3 import blake3

CHUNK = 100


def listed_s(folder: Path) -> float:
    """Seconds to list the folder and look at every file's size and time."""
    began = time.perf_counter()
    count = sum(1 for path in _files(folder) if os.stat(path).st_size)
    assert count
    return time.perf_counter() - began


def hashed_s(folder: Path) -> float:
    """Seconds in which two processes read every file and hash its bytes."""
    return _spread_s(folder, _hash)


def _spread_s(folder: Path, work: Callable[[str], object]) -> float:
    paths = list(_files(folder))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        list(pool.map(work, paths[:CHUNK], chunksize=CHUNK // 4))  # the processes start and import
        began = time.perf_counter()
        for _ in pool.map(work, paths, chunksize=CHUNK):
            pass
        return time.perf_counter() - began


def _hash(path: str) -> None:
    with open(path, "rb") as file:
        blake3(file.read()).digest()


def _files(folder: Path) -> list[str]:
    return [path for top, _, names in os.walk(folder) for name in names for path in [os.path.join(top, name)]]
