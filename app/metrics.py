"""The registry of the server's metrics, and those of the process itself."""

from __future__ import annotations

import shutil
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector

from app import __version__
from app.logs import LogEntries


def create_registry(data: Path) -> CollectorRegistry:
    """Return a registry with the version, the process (memory, processor time, files), the entries of its log, and the
    free space of `data`."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(LogEntries())
    build = Gauge(
        "headrace_build_info", "Always 1; the label says which version runs.", ("version",), registry=registry
    )
    build.labels(__version__).set(1)
    free = Gauge("headrace_data_free_bytes", "Free space on the disk of the data folder.", registry=registry)
    free.set_function(lambda: _free_bytes(data))
    return registry


def _free_bytes(folder: Path) -> float:
    """Return the free space on the disk of a folder; NaN if it cannot be said, as long as the folder is not there."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return float("nan")
