"""Peak memory of this process, read from Linux."""

from __future__ import annotations

from pathlib import Path

RESET_PEAK = "5"
"""Written to clear_refs, resets the peak resident set size; see proc(5)."""


def peak_mb() -> float:
    """Return the peak since the last reset, in MiB. `getrusage` would include the parent's from before the exec."""
    return _read_status_mb("VmHWM")


def reset_peak() -> float:
    """Reset the peak and return the current size in MiB."""
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    return _read_status_mb("VmRSS")


def _read_status_mb(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
