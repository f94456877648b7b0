"""The methods of finding similar pictures. Each function is called in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.similar import HammingIndex, HashArray, group_similar
from benchmarks.similar import bk_tree
from benchmarks.support.memory import peak_mb

DISTANCE, QUERIES, PIECE = 6, 50, 8192


@dataclass(frozen=True, slots=True)
class Measured:
    method: str
    build_s: float
    all_s: float
    """Seconds to search for every hash."""
    memory_mb: float
    """Peak, without the hashes themselves."""
    found: int
    """Matches of the first `QUERIES` hashes."""


def make_hashes(count: int) -> HashArray:
    random = np.random.default_rng(1)
    hashes = random.integers(0, 2**64, count, dtype=np.uint64)
    copies = count // 10
    for _ in range(DISTANCE):
        hashes[-copies:] = hashes[:copies] ^ (np.uint64(1) << random.integers(0, 64, copies, dtype=np.uint64))
    return hashes


def measure_index(hashes: HashArray, distance: int) -> Measured:
    before, began = peak_mb(), time.perf_counter()
    built = HammingIndex(hashes)
    ready = time.perf_counter()
    for begin in range(0, len(hashes), PIECE):
        for _ in built.within(hashes[begin : begin + PIECE], distance):
            pass
    ended, memory = time.perf_counter(), peak_mb() - before
    found = sum(len(matches.query) for matches in built.within(hashes[:QUERIES], distance))
    return Measured("index, search for each hash", ready - began, ended - ready, memory, found)


def measure_groups(hashes: HashArray, distance: int) -> Measured:
    before, began = peak_mb(), time.perf_counter()
    found = group_similar(hashes, np.zeros(len(hashes), np.float32), np.ones(len(hashes), bool), distance)
    return Measured(
        "groups of all files (as the page requests)", 0, time.perf_counter() - began, peak_mb() - before, len(found)
    )


def measure_small_session(hashes: HashArray, distance: int) -> Measured:
    before, began = peak_mb(), time.perf_counter()
    staged = np.arange(len(hashes)) < 1000
    found = group_similar(hashes, np.zeros(len(hashes), np.float32), staged, distance)
    return Measured(
        "groups of 1,000 files and the rest", 0, time.perf_counter() - began, peak_mb() - before, len(found)
    )


def measure_scan(hashes: HashArray, distance: int) -> Measured:
    before, began, found = peak_mb(), time.perf_counter(), 0
    for query in hashes[:QUERIES]:
        found += int((np.bitwise_count(hashes ^ query) <= distance).sum())
    each = (time.perf_counter() - began) / QUERIES
    return Measured("numpy scan", 0, each * len(hashes), peak_mb() - before, found)


def measure_tree(hashes: HashArray, distance: int) -> Measured:
    numbers = hashes.tolist()
    before, began = peak_mb(), time.perf_counter()
    root = bk_tree.build(numbers)
    ready = time.perf_counter()
    found = sum(len(list(bk_tree.search(root, query, distance))) for query in numbers[:QUERIES])
    each = (time.perf_counter() - ready) / QUERIES
    return Measured("BK-tree in Python", ready - began, each * len(hashes), peak_mb() - before, found)


METHODS: tuple[Callable[[HashArray, int], Measured], ...] = (
    measure_index,
    measure_groups,
    measure_small_session,
    measure_scan,
    measure_tree,
)
