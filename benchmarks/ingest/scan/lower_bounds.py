"""Lower bounds: the work that any program must do with the same files."""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from blake3 import blake3

CHUNK = 100


def measure_listing_s(folder: Path) -> float:
    """Return the seconds taken to list the folder and read every file's size and time."""
    began = time.perf_counter()
    count = sum(1 for path in _list_files(folder) if os.stat(path).st_size)
    assert count
    return time.perf_counter() - began


def measure_hashing_s(folder: Path) -> float:
    """Return the seconds taken by one process per core to read and hash every file."""
    paths = list(_list_files(folder))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        list(pool.map(_hash, paths[:CHUNK], chunksize=CHUNK // 4))  # warm up: processes start and import
        began = time.perf_counter()
        for _ in pool.map(_hash, paths, chunksize=CHUNK):
            pass
        return time.perf_counter() - began


def _hash(path: str) -> None:
    with open(path, "rb") as file:
        blake3(file.read()).digest()


def _list_files(folder: Path) -> list[str]:
    return [path for top, _, names in os.walk(folder) for name in names for path in [os.path.join(top, name)]]
