"""Processor time and memory of a process, read from Linux."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
IDLE_COLUMNS = (3, 4)
"""Columns of the `cpu` line in /proc/stat: idle, and idle while waiting for a disk."""


def cpu_s(pid: int) -> float:
    """Return the seconds of user and system time of all threads, including threads that have ended.

    This is the CPU clock of the process (`clock_getcpuclockid(3)` derives its number from the pid). Adding up the
    threads in /proc would miss those that have ended. Raises OSError if the process does not exist.
    """
    return time.clock_gettime((~pid << 3) | 2)


def memory_kb(pid: int) -> int:
    """Return the resident data of the process in KiB: anonymous memory and its share of shared memory.

    Shared memory counts because nginx keeps its messages there. Library pages do not count: the share of a process
    changes whenever another process loads the same library.
    """
    found = _read_rollup(pid)
    return found["Pss_Anon:"] + found["Pss_Shmem:"]


def pss_kb(pid: int) -> int:
    """Return the proportional set size of the process in KiB: all its pages, shared ones divided by their users."""
    return _read_rollup(pid)["Pss:"]


def _read_rollup(pid: int) -> dict[str, int]:
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split()[:2]
        found[name] = int(value)
    return found


def child_pids(pid: int) -> list[int]:
    """Return the children of all threads of the process."""
    lists = [children.read_text() for children in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for children in lists for child in children.split()]


def descendant_pids(pid: int) -> list[int]:
    """Return the children of the process, their children, and so on."""
    children = child_pids(pid)
    return children + [further for child in children for further in descendant_pids(child)]


def machine_busy_s() -> float:
    """Return the seconds that all cores together have been busy, including time taken by a hypervisor."""
    ticks = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(value for column, value in enumerate(ticks) if column not in IDLE_COLUMNS) / TICKS
