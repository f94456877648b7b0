"""What this process may use of the machine: the cores and memory that the system, a container or a service gives it.

Sources: cgroups(7), and the kernel's documentation of cgroup v2 (`cpu.max`, `memory.max`) and v1 (`cpu.cfs_quota_us`,
`memory.limit_in_bytes`).
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

import psutil

WORKER_NEEDS_MB = 512
"""What a worker takes with the NSFW model and a large picture, in MiB. A machine with less has fewer workers."""

_ROOT = Path("/")


def default_workers() -> int:
    """Return how many workers there are unless somebody says so: one for each usable core, as memory allows."""
    return max(1, min(usable_cores(), usable_memory_mb() // WORKER_NEEDS_MB))


def usable_cores(root: Path = _ROOT) -> int:
    """Return the number of cores that this process may run on, or as many as its share of time is worth."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [quota for folder in _control_groups("cpu", root) if (quota := _read_quota(folder)) is not None]
    return max(1, min([cores, *(math.ceil(quota) for quota in quotas)]))


def usable_memory_mb(root: Path = _ROOT) -> int:
    """Return the memory that this process may use, in MiB."""
    limits = [
        limit
        for folder in _control_groups("memory", root)
        for name in ("memory.max", "memory.limit_in_bytes")
        if (limit := _read_number(folder / name)) is not None
    ]
    return min([psutil.virtual_memory().total, *limits]) // 2**20


def _control_groups(controller: str, root: Path) -> Iterator[Path]:
    """Yield the folders of the control groups that this process is in: each one limits it."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:  # not Linux, or not to be seen
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        mounted = root / "sys/fs/cgroup" / (controllers and controller)
        if controllers and controller not in controllers.split(","):
            continue
        inner = Path(path.lstrip("/"))
        yield from (mounted / folder for folder in (inner, *inner.parents))


def _read_quota(folder: Path) -> float | None:
    """Return how many cores the group's share of time is worth; None if it is not limited."""
    try:
        quota, period = (folder / "cpu.max").read_text().split()
    except OSError:
        limit, length = _read_number(folder / "cpu.cfs_quota_us"), _read_number(folder / "cpu.cfs_period_us")
        return limit / length if limit and length else None
    return None if quota == "max" else int(quota) / int(period)


def _read_number(path: Path) -> int | None:
    """Return the number in a file of a control group; None if there is none, or it says that there is no limit."""
    try:
        text = path.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None
