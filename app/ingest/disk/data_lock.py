"""The lock on the data folder: two processes that used one folder would both resume the same unfinished session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from app.system import lock_file


class DataFolderInUseError(RuntimeError):
    """Another process uses this data folder."""


@contextmanager
def lock_data_folder(data: Path) -> Iterator[TextIO]:
    """Create the data folder if it is missing, and lock it for the length of the block. Yields the lock file.

    The lock ends with the process, however that ends. Raises `DataFolderInUseError` when another process has the
    lock, OSError when the folder cannot be created.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "headrace.lock").open("a+") as lock:
        try:
            lock_file(lock.fileno(), wait=False)
        except BlockingIOError:
            raise DataFolderInUseError(
                f"another Headrace is using the data folder {data}; open its page, stop it, or choose another --data"
            ) from None
        yield lock
