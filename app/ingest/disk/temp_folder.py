"""A private temporary folder for this process, which does not outlive it: not even after `kill -9`.

The process that workers are forked from keeps its socket there, and decoders their temporary files. A process that
ends normally removes the folder. One that is killed cannot, so the folder's path is written into the lock file of the
data folder, and the next process that locks the data folder removes it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TextIO

PREFIX = "headrace-"


@contextmanager
def use_private_temp_folder() -> Iterator[Path]:
    """Make this process and its children create their temporary files in a new folder. Yields the folder."""
    before = os.environ.get("TMPDIR")
    folder = tempfile.mkdtemp(prefix=PREFIX)
    # Runs after multiprocessing's own clean-up (priority -100), which still needs its files.
    Finalize(None, shutil.rmtree, args=[folder], kwargs={"ignore_errors": True}, exitpriority=-200)
    _set_temp_folder(folder)
    try:
        yield Path(folder)
    finally:
        _set_temp_folder(before)


def clean_up_after_predecessor(lock: TextIO) -> None:
    """Remove the temporary folder that the last owner of the data folder left, and record our own in `lock`.

    `lock` is the open lock file of the data folder; this process must have the lock.
    """
    lock.seek(0)
    _remove(lock.read().strip())
    lock.seek(0)
    lock.truncate()
    lock.write(tempfile.gettempdir() if _is_ours(tempfile.gettempdir()) else "")
    lock.flush()


def _set_temp_folder(folder: str | None) -> None:
    if folder is None:
        os.environ.pop("TMPDIR", None)
    else:
        os.environ["TMPDIR"] = folder
    tempfile.tempdir = None  # it is a cache of the environment variable


def _remove(folder: str) -> None:
    if folder and folder != tempfile.gettempdir() and _is_ours(folder):
        shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: str) -> bool:
    """Return whether `folder` is a temporary folder of ours: the lock file's content is not trusted further."""
    path = Path(folder)
    return (
        path.name.startswith(PREFIX) and path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.getuid()
    )
