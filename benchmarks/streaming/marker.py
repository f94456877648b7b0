"""The marker that the load client finds in every event: its number, when it was due and when it was emitted.

Standard library only, because the peers import this in their own virtual environment.
"""

from __future__ import annotations

import json
import time


def file_path(number: int) -> str:
    """Return a path as a generated picture has it."""
    return f"/srv/media/2024/comfyui/portraits/ComfyUI_{number:05d}_.png"


PATH = file_path(421)
STEP = "decode"
AT = 1_750_000_000.123
"""When the file failed. Latency is computed from the times in the marker instead."""
FILLER = "the image data ended before the last row was complete, expected more bytes in chunk IDAT; "


def marked_reason(seq: int, due_ns: int, size: int) -> str:
    """Return a failure reason that begins with the marker, padded so that the failure is `size` bytes of JSON.

    Times are CLOCK_MONOTONIC in nanoseconds; the client reads the same clock.
    """
    marker = f"~s{seq}d{due_ns}e{time.monotonic_ns()}~ "
    padding = max(0, size - len(marker) - _OVERHEAD)
    return marker + (FILLER * (padding // len(FILLER) + 1))[:padding]


def failure_json(seq: int, due_ns: int, size: int) -> str:
    """Return one failure as the peers send it: byte for byte the data of Headrace's `failure` event."""
    return _document(marked_reason(seq, due_ns, size))


def _document(reason: str) -> str:
    return json.dumps([AT, PATH, STEP, reason], separators=(",", ":"))


_OVERHEAD = len(_document(""))
"""Bytes of the document without the reason."""
