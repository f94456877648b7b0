"""Wait for something that happens elsewhere: in a server, a browser, a thread or another process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 60.0
"""Longer than anything takes on a busy machine. A test that passes never waits this long."""
PAUSE_S = 0.02


def wait_until(
    read: Callable[[], T],
    what: str,
    *,
    holds: Callable[[T], object] = bool,
    seconds: float = PATIENCE_S,
    pause: float = PAUSE_S,
) -> T:
    """Call `read` until `holds` is true for its result, and return that result.

    `what` completes the sentence “Waited 60 s until …”. Raises `AssertionError`, which also gives the last result,
    when `seconds` have passed. An exception that `read` or `holds` raises ends the wait.
    """
    deadline = time.monotonic() + seconds
    while not holds(value := read()):
        assert time.monotonic() < deadline, f"Waited {seconds:g} s until {what}. The last value was {value!r}."
        time.sleep(pause)
    return value
