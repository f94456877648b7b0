"""Files and folders on Linux and macOS.

A folder is a descriptor, and names are looked up in it, so that nobody can swap a folder for a link in between.
"""

from __future__ import annotations

import fcntl
import os

OPEN_PRIVATE = os.O_CLOEXEC
"""For every file: programs that are started do not inherit it."""
READ_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW | OPEN_PRIVATE
"""O_NONBLOCK: if a pipe replaces the file between check and open, opening it must not block until there is a writer."""
CREATE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | OPEN_PRIVATE

_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | OPEN_PRIVATE
_ENTER = _FOLDER | getattr(os, "O_PATH", os.O_RDONLY)
"""For a folder that is only passed through. With O_PATH (Linux) that needs no permission to read it, as usual."""
_LIST = _FOLDER | os.O_RDONLY

read_at = os.pread
"""Return at most so many bytes of an open file from an offset on, and leave its position as it is."""
scan = os.scandir
"""Iterate over the entries of a folder that was opened for it. Their `path` is only their name."""
close_folder = os.close
copy_folder = os.dup


def open_top(path: str) -> tuple[int, str]:
    """Open the folder where `path` begins, and return it and the path from there."""
    return os.open(os.sep if path.startswith(os.sep) else os.curdir, _ENTER), path


def open_folder(name: str, folder: int, *, listed: bool = False) -> int:
    """Open the folder `name` in `folder`, with `listed` for `scan` and `sync_folder`. Raises OSError for a link."""
    return os.open(name, _LIST if listed else _ENTER, dir_fd=folder)


def open_below(name: str, folder: int, flags: int) -> int:
    """Open a file (`READ_FILE` or `CREATE_NEW`) in `folder`. Raises OSError for a link."""
    return os.open(name, flags, 0o666, dir_fd=folder)


def stat_below(name: str, folder: int) -> os.stat_result:
    """Examine what `name` is in `folder`; of a link, the link itself. Raises OSError."""
    return os.stat(name, dir_fd=folder, follow_symlinks=False)


def make_folder(name: str, folder: int) -> None:
    os.mkdir(name, dir_fd=folder)


def remove_folder(name: str, folder: int) -> None:
    os.rmdir(name, dir_fd=folder)


def remove_file(name: str, folder: int) -> None:
    os.unlink(name, dir_fd=folder)


def replace_file(name: str, folder: int, new_name: str, new_folder: int) -> None:
    """Give a file another name, in place of the file that has it. Raises OSError."""
    os.replace(name, new_name, src_dir_fd=folder, dst_dir_fd=new_folder)


def link_below(name: str, folder: int, new_name: str, new_folder: int) -> None:
    """Give a file a second name. Raises FileExistsError where that is taken, OSError where links are not possible."""
    os.link(name, new_name, src_dir_fd=folder, dst_dir_fd=new_folder, follow_symlinks=False)


def link_open_file(descriptor: int, new_name: str, new_folder: int) -> None:
    """Give an open file a second name, wherever its own path leads by now. Raises as `link_below` does."""
    os.link(f"/dev/fd/{descriptor}", new_name, dst_dir_fd=new_folder, follow_symlinks=True)


def sync_folder(folder: int) -> None:
    """Bring the names in a folder to the disk."""
    os.fsync(folder)


def device_of(folder: int) -> int:
    """Return the number of the disk that the folder is on."""
    return os.fstat(folder).st_dev


def free_bytes(folder: int) -> int:
    """Return how much this user may still write on the folder's disk."""
    disk = os.fstatvfs(folder)
    return disk.f_bavail * disk.f_frsize


def size_of_file_system(descriptor: int) -> int:
    """Return the size of an open file's file system in bytes, used and free; 0 where it reports none."""
    found = os.fstatvfs(descriptor)
    return found.f_blocks * found.f_frsize


def allocated_bytes(found: os.stat_result) -> int:
    """Return how much of a file is on the disk."""
    return found.st_blocks * 512


def lock_file(descriptor: int, *, wait: bool) -> None:
    """Lock an open file until it is closed, however its program ends. Raises BlockingIOError if another one has it."""
    fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_of_this_user(found: os.stat_result) -> bool:
    return found.st_uid == os.getuid()


def path_of_open_file(descriptor: int, _path: str) -> str:
    """Return a path that opens this very file again, wherever its own path leads by now."""
    return f"/dev/fd/{descriptor}"
