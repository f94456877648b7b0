"""`python -m tests.system.without_unix ARGUMENTS`: run `headrace` in a Python without the calls of Unix.

It takes away what Python for Windows does not have, also in the workers, which import this module again. `msvcrt`,
which only Windows has, is made of the calls that were there before.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sys
from types import ModuleType

MODULES = ("fcntl", "resource", "uvloop")
OS_NAMES = (
    *("O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_PATH", "SEEK_DATA", "SEEK_HOLE"),
    *("fchmod", "fchown", "fork", "forkpty", "fstatvfs", "getuid", "nice", "pread", "pwrite"),
)
SIGNAL_NAMES = ("SIGALRM", "alarm", "setitimer")


def make_msvcrt() -> ModuleType:
    """Return a stand-in for the module of Windows, whose locks are real ones."""
    module = ModuleType("msvcrt")
    lock, flags = fcntl.lockf, fcntl.LOCK_EX | fcntl.LOCK_NB

    def locking(descriptor: int, _mode: int, count: int) -> None:
        try:
            lock(descriptor, flags, count, os.lseek(descriptor, 0, os.SEEK_CUR))
        except BlockingIOError:
            raise PermissionError(errno.EACCES, "as Windows says it") from None

    module.__dict__.update(
        LK_NBLCK=2, locking=locking, get_osfhandle=lambda number: number, open_osfhandle=lambda number, _flags: number
    )
    return module


def remove_unix() -> None:
    """Take the calls away from this process."""
    import asyncio  # noqa: F401, PLC0415 Python's own modules have chosen their system before
    import shutil  # noqa: PLC0415
    import subprocess  # noqa: F401, PLC0415
    import tempfile  # noqa: PLC0415

    import psutil  # noqa: F401, PLC0415 it has, too

    vars(shutil)["_use_fd_functions"] = False
    tempfile._bin_openflags = os.O_RDWR | os.O_CREAT | os.O_EXCL  # type: ignore[attr-defined]
    sys.modules["msvcrt"] = make_msvcrt()
    for module in MODULES:
        sys.modules[module] = None  # type: ignore[assignment]
    for name in OS_NAMES:
        if hasattr(os, name):
            delattr(os, name)
    for name in SIGNAL_NAMES:
        delattr(signal, name)
    os.supports_dir_fd.clear()


if __name__ in ("__main__", "__mp_main__"):
    remove_unix()

if __name__ == "__main__":
    from app.__main__ import main

    main()
