"""Files and folders where Unix's calls are missing (Windows).

Python has no descriptors of folders there, so a folder is a number that stands for a path. Each name of a path is still
examined before it is entered, and links are refused. Somebody who swaps a folder for a link at that very moment is not
noticed, except for files that are read: the one that was opened must be the one that was examined.
"""

from __future__ import annotations

import errno
import itertools
import msvcrt
import os
import shutil
import stat
import threading
import time
from collections.abc import Iterator

OPEN_PRIVATE = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
READ_FILE = os.O_RDONLY | OPEN_PRIVATE
CREATE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | OPEN_PRIVATE

LOCKED_BYTE = 1 << 30
"""Windows locks bytes, and keeps others from reading them. This one is behind the end of every file that is locked."""
_LOCK_PAUSE_S = 0.05
_REPARSE_POINT = 0x400
"""FILE_ATTRIBUTE_REPARSE_POINT: links and junctions, among others."""

_paths: dict[int, str] = {}
_numbers = itertools.count(1)
_position = threading.Lock()


def read_at(descriptor: int, count: int, at: int, /) -> bytes:
    with _position:
        before = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, at, os.SEEK_SET)
        try:
            return os.read(descriptor, count)
        finally:
            os.lseek(descriptor, before, os.SEEK_SET)


def _remember(path: str) -> int:
    number = next(_numbers)
    _paths[number] = path
    return number


def open_top(path: str) -> tuple[int, str]:
    drive, rest = os.path.splitdrive(path)
    top = os.curdir if not drive and not rest.startswith(os.sep) else drive + os.sep
    return _remember(top), rest


def open_folder(name: str, folder: int, *, listed: bool = False) -> int:
    path = os.path.join(_paths[folder], name)
    found = os.lstat(path)
    _refuse_link(path, found)
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    if listed:
        os.listdir(path)  # refused here and not later, as it would be on Unix
    return _remember(path)


def close_folder(folder: int) -> None:
    del _paths[folder]


def copy_folder(folder: int) -> int:
    return _remember(_paths[folder])


def scan(folder: int) -> _Entries:
    return _Entries(_paths[folder])


class _Entries:
    """As `os.scandir`, whose entries have whole paths: nobody here uses them."""

    def __init__(self, path: str) -> None:
        self._found = os.scandir(path)

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self._found

    def __next__(self) -> os.DirEntry[str]:
        return next(self._found)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self._found.close()


def open_below(name: str, folder: int, flags: int) -> int:
    path = os.path.join(_paths[folder], name)
    if flags & os.O_EXCL:
        return os.open(path, flags, 0o666)
    examined = os.lstat(path)
    _refuse_link(path, examined)
    descriptor = os.open(path, flags)
    opened = os.fstat(descriptor)
    if (opened.st_dev, opened.st_ino) != (examined.st_dev, examined.st_ino):
        os.close(descriptor)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    return descriptor


def _refuse_link(path: str, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_file_attributes", 0) & _REPARSE_POINT:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)


def stat_below(name: str, folder: int) -> os.stat_result:
    return os.lstat(os.path.join(_paths[folder], name))


def make_folder(name: str, folder: int) -> None:
    os.mkdir(os.path.join(_paths[folder], name))


def remove_folder(name: str, folder: int) -> None:
    os.rmdir(os.path.join(_paths[folder], name))


def remove_file(name: str, folder: int) -> None:
    os.unlink(os.path.join(_paths[folder], name))


def replace_file(name: str, folder: int, new_name: str, new_folder: int) -> None:
    os.replace(os.path.join(_paths[folder], name), os.path.join(_paths[new_folder], new_name))


def link_below(name: str, folder: int, new_name: str, new_folder: int) -> None:
    os.link(os.path.join(_paths[folder], name), os.path.join(_paths[new_folder], new_name))


def link_open_file(_descriptor: int, _new_name: str, _new_folder: int) -> None:
    """Raise OSError: the path of an open file is not known."""
    raise OSError(errno.EOPNOTSUPP, "open files cannot be linked on this system")


def sync_folder(_folder: int) -> None:
    """Do nothing: folders cannot be flushed, and after a power cut a new name may be missing."""


def device_of(folder: int) -> int:
    return os.stat(_paths[folder]).st_dev


def free_bytes(folder: int) -> int:
    return shutil.disk_usage(_paths[folder]).free


def size_of_file_system(_descriptor: int) -> int:
    """Return 0, for “unknown”: it is asked by path there."""
    return 0


def allocated_bytes(found: os.stat_result) -> int:
    """Return the whole size: holes are not reported, so unfinished downloads are read as zeros."""
    return found.st_size


def lock_file(descriptor: int, *, wait: bool) -> None:
    while True:
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError as error:
            if not wait:
                raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK)) from error
            time.sleep(_LOCK_PAUSE_S)
        else:
            return
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)


def is_of_this_user(_found: os.stat_result) -> bool:
    """Return True: temporary folders are in the user's own profile there."""
    return True


def path_of_open_file(_descriptor: int, path: str) -> str:
    """Return the path itself: an open file cannot be replaced there."""
    return path
