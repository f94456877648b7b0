"""A temporary folder of this process's own, which does not outlive it: not even after `kill -9`.

The process the workers are forked from keeps its socket there, and decoders what they like. A process that ends
takes the folder with it. One that is killed cannot; so the folder's path stands in the lock of the data folder, and
the data folder's next owner clears it away.
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
def own_temporary_folder() -> Iterator[Path]:
    """Everything in this process, and in those it starts, makes its temporary files in a new folder from here on."""
    before = os.environ.get("TMPDIR")
    folder = tempfile.mkdtemp(prefix=PREFIX)
    # After multiprocessing's own clean-up, which has the priority -100 and would miss its files.
    Finalize(None, shutil.rmtree, args=[folder], kwargs={"ignore_errors": True}, exitpriority=-200)
    _use(folder)
    try:
        yield Path(folder)
    finally:
        _use(before)


def succeed(lock: TextIO) -> None:
    """Clear away what the last owner of the data folder left, and name our own folder for the next. `lock` is held."""
    lock.seek(0)
    _clear(lock.read().strip())
    lock.seek(0)
    lock.truncate()
    lock.write(tempfile.gettempdir() if _is_ours(tempfile.gettempdir()) else "")
    lock.flush()


def _use(folder: str | None) -> None:
    if folder is None:
        os.environ.pop("TMPDIR", None)
    else:
        os.environ["TMPDIR"] = folder
    tempfile.tempdir = None  # it is looked up once and remembered


def _clear(folder: str) -> None:
    if folder and folder != tempfile.gettempdir() and _is_ours(folder):
        shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: str) -> bool:
    """A file in the data folder is trusted no further than this: a folder of this user, named as we name ours."""
    path = Path(folder)
    return (
        path.name.startswith(PREFIX) and path.is_dir() and not path.is_symlink() and path.stat().st_uid == os.getuid()
    )
