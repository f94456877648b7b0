"""How large this process became, by Linux's own count."""

from __future__ import annotations

from pathlib import Path

RESET_PEAK = "5"
"""What clears the mark of the largest size (proc(5), clear_refs)."""


def peak_mb() -> float:
    return _status_mb("VmHWM")


def reset_peak() -> float:
    """Forget the largest size so far; the size now, from which the peak rises again."""
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    return _status_mb("VmRSS")


def _status_mb(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024
