"""Opens files and folders without following a link anywhere in their path.

Media roots and chosen folders are resolved before they are used, so the paths of files and folders below them contain
no link. A link that is met in one was put there meanwhile, perhaps to lead out of the media root. Checking a path
and then opening it cannot prevent that: the path may change in between. So each folder of a path is opened relative to
the one above it, and the system refuses a link at every step. What is opened is where its path says.

No folder stays open between operations: a disk can be unmounted at any time, and one that is mounted again is read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager

from app.readers.reasons import UnreadableError
from app.system import READ_FILE, close_folder, open_below, open_folder, open_top, read_at, scan, stat_below

_PATH_MAX = 4096
"""Characters of a path. Linux allows as many bytes. Without a limit, a hostile tree could be deep beyond measure."""

LINK_IN_PATH = "the path leads through a symbolic link, which is not followed"

_KINDS = (
    (stat.S_ISLNK, "a link, not a file; links are not followed, so that nothing outside the chosen folders is read"),
    (stat.S_ISDIR, "a folder, not a file"),
    (stat.S_ISFIFO, "a pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)


class FolderScanner:
    """Lists folders without following a link. Of the last one, the folder above stays open: its next one is one step.

    Close it before anything waits: a folder that is open keeps its disk from being unmounted.
    """

    def __init__(self) -> None:
        self._above = ""
        self._folder: int | None = None
        self._listed: int | None = None

    @contextmanager
    def scan(self, path: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        """Open the folder `path` and yield its entries, as `os.scandir` does. Raises OSError.

        The entries can be examined only within the block, and their `path` is only their name.
        """
        _check_path(path)
        above, name = os.path.split(path)
        if self._folder is None or above != self._above:
            self.close()
            self._above, self._folder = above, _open_folder(above)
        listed = self._listed = _open_folder_below(self._folder, name or os.curdir, listed=True)
        try:
            with scan(listed) as entries:
                yield entries
        finally:
            self._listed = None
            close_folder(listed)

    def read_head(self, name: str, count: int) -> bytes:
        """Return the first bytes of the file `name` in the folder that is being scanned.

        Raises UnreadableError where it is none, OSError where the system refuses.
        """
        assert self._listed is not None, "files are read while their folder is scanned"
        descriptor = open_file(self._listed, name)
        try:
            return read_at(descriptor, count, 0)
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """Close the folder that is still open. The next `scan` opens what it needs."""
        if self._folder is not None:
            close_folder(self._folder)
            self._folder = None


@contextmanager
def scan_folder(path: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    """List one folder, as `FolderScanner.scan` does. Raises OSError."""
    with closing(FolderScanner()) as scanner, scanner.scan(path) as entries:
        yield entries


@contextmanager
def enter_folder(path: str) -> Iterator[int]:
    """Open the folder `path`, and yield a descriptor for looking up names in it; it cannot be listed.

    Raises OSError, with the number ELOOP and the text `LINK_IN_PATH` where a link is in the path.
    """
    folder = _open_folder(path)
    try:
        yield folder
    finally:
        close_folder(folder)


@contextmanager
def enter_subfolder(folder: int, name: str) -> Iterator[int]:
    """Open the folder `name` directly in `folder`, as `enter_folder` does. Raises OSError."""
    subfolder = _open_folder_below(folder, name)
    try:
        yield subfolder
    finally:
        close_folder(subfolder)


def is_folder(path: str) -> bool:
    """Return whether `path` is a folder that can be entered, with no link in its path."""
    try:
        with enter_folder(path):
            return True
    except OSError:
        return False


def examine(path: str) -> os.stat_result:
    """Return what `os.lstat` returns. Raises OSError, also where a link is in the path above the last name."""
    _check_path(path)
    above, name = os.path.split(path)
    with enter_folder(above) as folder:
        return stat_below(name, folder)


def open_file(folder: int, name: str) -> int:
    """Open the regular file `name` directly in `folder` for reading, and return its descriptor.

    Raises UnreadableError for anything else, OSError where the system refuses. A pipe, socket or device is never read
    from: the kind is checked before and after opening.
    """
    _check_path(name)
    _refuse_special(stat_below(name, folder))
    descriptor = _open_file_below(folder, name)
    try:
        _refuse_special(os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _open_folder(path: str) -> int:
    _check_path(path)
    folder, rest = open_top(path)
    try:
        for name in rest.split(os.sep):
            if name not in ("", os.curdir):
                below = _open_folder_below(folder, name)
                close_folder(folder)
                folder = below
    except BaseException:
        close_folder(folder)
        raise
    return folder


def _check_path(path: str) -> None:
    """Raise OSError for a path that the system would refuse as a whole; taken name by name, it might be accepted."""
    if "\0" in path:
        raise OSError(errno.EINVAL, "the path contains a NUL character", path)
    if len(path) > _PATH_MAX:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), path)


def _open_folder_below(folder: int, name: str, *, listed: bool = False) -> int:
    _refuse_parent(name)
    try:
        return open_folder(name, folder, listed=listed)
    except OSError as error:
        raise _name_link(error, folder, name) from None


def _open_file_below(folder: int, name: str) -> int:
    _refuse_parent(name)
    try:
        return open_below(name, folder, READ_FILE)
    except OSError as error:
        raise _name_link(error, folder, name) from None


def _refuse_parent(name: str) -> None:
    if name == os.pardir:
        raise OSError(errno.EINVAL, "the path contains “..”", name)


def _name_link(error: OSError, folder: int, name: str) -> OSError:
    """Return an error that says so if `name` could not be opened because it is a link, otherwise the same error."""
    if error.errno in (errno.ELOOP, errno.ENOTDIR) and _is_link(folder, name):
        return OSError(errno.ELOOP, LINK_IN_PATH, name)
    return error


def _is_link(folder: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(stat_below(name, folder).st_mode)
    except OSError:
        return False


def _refuse_special(found: os.stat_result) -> None:
    for is_kind, words in _KINDS:
        if is_kind(found.st_mode):
            raise UnreadableError(f"the path leads to {words}")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("the path does not lead to a regular file")
