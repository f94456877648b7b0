"""How many workers there are: as many as the cores and the memory that this process may use allow."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from app import machine
from app.machine import default_workers, usable_cores, usable_memory_mb
from app.settings import load_settings


def make_groups(root: Path, groups: str, limits: dict[str, str]) -> Path:
    """Make what Linux shows of control groups below `root`."""
    for name, text in {"proc/self/cgroup": groups, **limits}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


V2 = "0::/system.slice/headrace.service\n"
V1 = "4:memory:/docker/1f\n3:cpu,cpuacct:/docker/1f\n0::/\n"
V1_CPU = "sys/fs/cgroup/cpu/docker/1f"
CORES = len(os.sched_getaffinity(0))
MEMORY_MB = psutil.virtual_memory().total // 2**20


@pytest.mark.parametrize(
    ("groups", "limits", "cores"),
    [
        (V2, {"sys/fs/cgroup/system.slice/headrace.service/cpu.max": "50000 100000\n"}, 1),
        (V2, {"sys/fs/cgroup/system.slice/cpu.max": "100000 100000\n"}, 1),
        (V2, {"sys/fs/cgroup/system.slice/headrace.service/cpu.max": "max 100000\n"}, CORES),
        (V1, {f"{V1_CPU}/cpu.cfs_quota_us": "-1", f"{V1_CPU}/cpu.cfs_period_us": "1"}, CORES),
        (V1, {f"{V1_CPU}/cpu.cfs_quota_us": "7", f"{V1_CPU}/cpu.cfs_period_us": "9"}, 1),
        (V2, {}, CORES),
    ],
)
def test_cores_are_those_that_the_groups_leave(tmp_path: Path, groups: str, limits: dict[str, str], cores: int) -> None:
    assert usable_cores(make_groups(tmp_path, groups, limits)) == cores


@pytest.mark.parametrize(
    ("groups", "limits", "memory_mb"),
    [
        (V2, {"sys/fs/cgroup/system.slice/memory.max": f"{600 * 2**20}\n"}, 600),
        (V2, {"sys/fs/cgroup/system.slice/headrace.service/memory.max": "max\n"}, MEMORY_MB),
        (V1, {"sys/fs/cgroup/memory/docker/1f/memory.limit_in_bytes": f"{700 * 2**20}\n"}, 700),
        (V1, {"sys/fs/cgroup/memory/docker/1f/memory.limit_in_bytes": "9223372036854771712\n"}, MEMORY_MB),
    ],
)
def test_memory_is_what_the_groups_leave(tmp_path: Path, groups: str, limits: dict[str, str], memory_mb: int) -> None:
    assert usable_memory_mb(make_groups(tmp_path, groups, limits)) == memory_mb


def test_where_there_are_no_groups_the_machine_counts(tmp_path: Path) -> None:
    assert (usable_cores(tmp_path), usable_memory_mb(tmp_path)) == (CORES, MEMORY_MB)


def test_little_memory_means_few_workers_and_a_setting_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEADRACE_WORKERS", raising=False)
    monkeypatch.setattr(machine, "usable_cores", lambda: 16)
    monkeypatch.setattr(machine, "usable_memory_mb", lambda: 2_100)
    assert default_workers() == 4
    assert load_settings(workers=7).workers == 7
    monkeypatch.setattr(machine, "usable_memory_mb", lambda: 100)
    assert default_workers() == 1
