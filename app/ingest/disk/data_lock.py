"""One process owns a data folder: two would both go on with the same unfinished session."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class DataFolderInUseError(RuntimeError):
    """Another process works with this data folder."""


@contextmanager
def owned(data: Path) -> Iterator[TextIO]:
    """Hold the data folder, made when missing; the lock's file. The lock goes with the process, however it ends.

    Raises `DataFolderInUseError` when another process holds it, OSError when it cannot be made.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "headrace.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUseError(
                f"another Headrace works with the data folder {data}; use its page, stop it, or choose another --data"
            ) from None
        yield lock
