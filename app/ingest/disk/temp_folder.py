"""A private temporary folder for this process, which does not outlive it: not even after `kill -9`.

The process that workers are forked from keeps its socket there, and decoders their temporary files. The path of a
socket has at most 107 bytes, so a temporary folder with a long path is passed over for one that every system has.

A process that ends normally removes the folder. One that is killed cannot, so the folder's path is written into the
lock file of the data folder, and the next process that locks the data folder removes it.
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

from app.system import is_of_this_user

PREFIX = "headrace-"
MARK = ".temporary-folder-of-headrace"
"""A file in each private folder. Others may have folders with such names, which are not ours to remove."""

LONGEST_SOCKET = 107
"""Bytes in the path of a socket: `sun_path` of unix(7) without the byte that ends it."""

SOCKET_IN_FOLDER = len(f"/{PREFIX}12345678/pymp-12345678/listener-12345678")
"""Bytes that our folder and `multiprocessing` append to the path of the temporary folder."""

SHORT_FOLDERS = ("/tmp", "/var/tmp")  # noqa: S108 `mkdtemp` makes a private folder in it


@contextmanager
def use_private_temp_folder() -> Iterator[Path]:
    """Make this process and its children create their temporary files in a new folder. Yields the folder."""
    before = os.environ.get("TMPDIR")
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=_find_folder_for_sockets())
    Path(folder, MARK).touch()
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


def _find_folder_for_sockets() -> str:
    """Return the temporary folder, or a usual one where its path is too long for a socket."""
    wanted = tempfile.gettempdir()
    if len(os.fsencode(wanted)) + SOCKET_IN_FOLDER <= LONGEST_SOCKET:
        return wanted
    return next((short for short in SHORT_FOLDERS if os.access(short, os.W_OK | os.X_OK)), wanted)


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
    is_named = path.name.startswith(PREFIX) and path.is_dir() and not path.is_symlink()
    return is_named and (path / MARK).is_file() and is_of_this_user(path.stat())
