"""What a process has cost so far, as Linux counts it."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
IDLE_COLUMNS = (3, 4)
"""Of the `cpu` line in /proc/stat: idle and waiting for a disk."""


def cpu_s(pid: int) -> float:
    """Seconds of user and system time of all threads, those that ended too, in nanosecond steps.

    The process's own CPU clock, whose number `clock_getcpuclockid(3)` makes of its pid. Adding up the threads in /proc
    would leave out what the ended ones took, and stumble over one that ends meanwhile. Raises OSError when it is gone.
    """
    return time.clock_gettime((~pid << 3) | 2)


def memory_kb(pid: int) -> int:
    """Resident memory that is data: anonymous, and shared by its share (nginx keeps messages there).

    Pages of libraries are left out: their share falls whenever another process loads the same library.
    """
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split()[:2]
        found[name] = int(value)
    return found["Pss_Anon:"] + found["Pss_Shmem:"]


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def machine_busy_s() -> float:
    """Seconds that all cores together have spent on anything, time stolen by a hypervisor included."""
    ticks = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(value for column, value in enumerate(ticks) if column not in IDLE_COLUMNS) / TICKS
