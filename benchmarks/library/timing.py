"""How long a call takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def time_call(call: Callable[[], T]) -> tuple[T, float]:
    """Return what `call()` returns, and the seconds that it took."""
    began = time.perf_counter()
    return call(), time.perf_counter() - began
