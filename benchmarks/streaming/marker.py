"""The mark by which the load client knows an event: its number, when it was due and when it was emitted.

Standard library only: the peers import this inside their own virtual environment.
"""

from __future__ import annotations

import json
import time


def file_path(number: int) -> str:
    """The kind of path that a generated picture has."""
    return f"/srv/media/2024/comfyui/portraits/ComfyUI_{number:05d}_.png"


PATH = file_path(421)
STEP = "decode"
AT = 1_750_000_000.123
"""When the file failed; the time that counts is in the mark."""
FILLER = "the image data ended before the last row was complete, expected more bytes in chunk IDAT; "


def marked_reason(seq: int, due_ns: int, size: int) -> str:
    """A failure's reason that carries the mark, long enough that the failure is `size` bytes of JSON.

    Times are CLOCK_MONOTONIC in nanoseconds; the client reads the same clock.
    """
    mark = f"~s{seq}d{due_ns}e{time.monotonic_ns()}~ "
    room = max(0, size - len(mark) - _AROUND)
    return mark + (FILLER * (room // len(FILLER) + 1))[:room]


def failure_json(seq: int, due_ns: int, size: int) -> str:
    """One failure as the peers send it: the same data as Headrace's `failure` event, byte for byte."""
    return _document(marked_reason(seq, due_ns, size))


def _document(reason: str) -> str:
    return json.dumps([AT, PATH, STEP, reason], separators=(",", ":"))


_AROUND = len(_document(""))
"""Bytes of the document beside the reason."""
