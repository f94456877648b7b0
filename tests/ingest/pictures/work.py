"""What workers are asked to do in tests: functions of a module, as worker processes need them."""

from __future__ import annotations

import os
import signal
import time


def read_name(descriptor: int, suffix: str) -> str:
    return os.pread(descriptor, 100, 0).decode() + suffix


def take_long(descriptor: int, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def crash(descriptor: int) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def niceness(descriptor: int) -> int:
    return os.nice(0)


def count_descriptors(descriptor: int) -> int:
    return len(os.listdir("/proc/self/fd"))
