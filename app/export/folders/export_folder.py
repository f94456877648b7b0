"""The folder that an export is written into: nothing in it is overwritten, and no link is followed.

A file is written under a hidden temporary name, brought to the disk, read again, and only then given its name.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from blake3 import blake3

from app.readers.disk.no_links import enter_folder, enter_subfolder, open_file
from app.readers.reasons import UnreadableError
from app.system import (
    CREATE_NEW,
    READ_FILE,
    close_folder,
    link_below,
    link_open_file,
    lock_file,
    make_folder,
    open_below,
    open_folder,
    remove_file,
    replace_file,
    scan,
    stat_below,
    sync_folder,
)

TEMPORARY = ".headrace-export-"
CHUNK = 1 << 20
NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


class VerificationError(OSError):
    """What was written is not what is on the disk."""


@dataclass(frozen=True, slots=True)
class Checksums:
    """Of the bytes of a file, hexadecimal."""

    size: int
    sha256: str
    blake3: str


NO_FILE = Checksums(-1, "", "")
"""Of a folder, a link or a device."""


def compute_checksums(pieces: Iterable[bytes]) -> Checksums:
    """Return the checksums of all pieces together."""
    sha256, content, size = hashlib.sha256(), blake3(), 0
    for piece in pieces:
        sha256.update(piece)
        content.update(piece)
        size += len(piece)
    return Checksums(size, sha256.hexdigest(), content.hexdigest())


def read_pieces(file: BinaryIO) -> Iterator[bytes]:
    """Yield the rest of a file."""
    while piece := file.read(CHUNK):
        yield piece


class ExportFolder:
    """An open folder. Its methods block, and raise OSError."""

    def __init__(self, root: int, path: Path) -> None:
        """`root` is its descriptor, opened for listing."""
        self._root = root
        self.path = path

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[ExportFolder]:
        """Open the folder, which must be there, and lock it against another export. Raises BlockingIOError if locked.

        What a killed export left of files is removed.
        """
        with ExitStack() as opened:
            entered = opened.enter_context(enter_folder(str(path)))
            root = open_folder(os.curdir, entered, listed=True)
            opened.callback(close_folder, root)
            lock = _open_lock(root)
            opened.callback(os.close, lock)
            lock_file(lock, wait=False)
            folder = cls(root, path)
            folder._remove_leftovers()
            yield folder

    def write(self, names: Sequence[str], pieces: Iterable[bytes]) -> Checksums:
        """Write a new file. Raises FileExistsError where the name is taken, `VerificationError`."""
        temporary = f"{TEMPORARY}{secrets.token_hex(8)}"
        descriptor = open_below(temporary, self._root, CREATE_NEW)
        try:
            with os.fdopen(descriptor, "wb") as written:
                checksums = compute_checksums(_write_each(written, pieces))
                written.flush()
                os.fsync(written.fileno())
            self._verify(temporary, checksums)
            self._publish(temporary, names)
        finally:
            with suppress(FileNotFoundError):
                remove_file(temporary, self._root)
        return checksums

    def link(self, names: Sequence[str], original: BinaryIO) -> Checksums:
        """Give the open file a name here, too. Raises FileExistsError, and OSError where its disk is another one."""
        checksums = compute_checksums(read_pieces(original))
        with self._enter(names[:-1], make=True) as folder:
            link_open_file(original.fileno(), names[-1], folder)
            _sync(folder)
        return checksums

    def replace_own(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file that only this export writes, in place of the one that it wrote before."""
        temporary = f"{TEMPORARY}{secrets.token_hex(8)}"
        try:
            with os.fdopen(open_below(temporary, self._root, CREATE_NEW), "wb") as written:
                for piece in pieces:
                    written.write(piece)
                written.flush()
                os.fsync(written.fileno())
            replace_file(temporary, self._root, name, self._root)
            sync_folder(self._root)
        finally:
            with suppress(FileNotFoundError):
                remove_file(temporary, self._root)

    def open_appended(self, name: str) -> BinaryIO:
        """Open a file of the folder itself for reading and appending; make it if it is not there."""
        with suppress(FileExistsError):
            os.close(open_below(name, self._root, CREATE_NEW))
            sync_folder(self._root)
        return os.fdopen(open_below(name, self._root, os.O_RDWR | os.O_APPEND | READ_FILE), "r+b")

    def is_there(self, name: str) -> bool:
        """Return whether the folder itself has something of this name."""
        try:
            stat_below(name, self._root)
        except FileNotFoundError:
            return False
        return True

    def checksums_of(self, names: Sequence[str]) -> Checksums | None:
        """Return the checksums of a file; None where there is none, `NO_FILE` where something else has the name."""
        try:
            with self._enter(names[:-1]) as folder, os.fdopen(open_file(folder, names[-1]), "rb") as found:
                return compute_checksums(read_pieces(found))
        except FileNotFoundError:
            return None
        except UnreadableError:
            return NO_FILE

    def size_of(self, names: Sequence[str]) -> int | None:
        """Return the size of a file in bytes; None where there is none, −1 where something else has the name."""
        try:
            with self._enter(names[:-1]) as folder:
                descriptor = open_file(folder, names[-1])
        except FileNotFoundError:
            return None
        except UnreadableError:
            return NO_FILE.size
        try:
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def _verify(self, temporary: str, checksums: Checksums) -> None:
        descriptor = open_below(temporary, self._root, READ_FILE)
        if hasattr(os, "posix_fadvise"):  # so that the disk is asked, and not the cache
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        with os.fdopen(descriptor, "rb") as written:
            if compute_checksums(read_pieces(written)) != checksums:
                raise VerificationError(errno.EIO, "what was written reads differently: the disk may be failing")

    def _publish(self, temporary: str, names: Sequence[str]) -> None:
        with self._enter(names[:-1], make=True) as folder:
            try:
                link_below(temporary, self._root, names[-1], folder)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                # A file system without links: an empty file takes the name, so that nobody else can.
                os.close(open_below(names[-1], folder, CREATE_NEW))
                replace_file(temporary, self._root, names[-1], folder)
            _sync(folder)

    @contextmanager
    def _enter(self, names: Sequence[str], *, make: bool = False) -> Iterator[int]:
        with ExitStack() as opened:
            folder = self._root
            for name in names:
                if make:
                    with suppress(FileExistsError):
                        make_folder(name, folder)
                        _sync(folder)
                folder = opened.enter_context(enter_subfolder(folder, name))
            yield folder

    def _remove_leftovers(self) -> None:
        with scan(self._root) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(TEMPORARY)]
        for name in names:
            with suppress(FileNotFoundError):
                remove_file(name, self._root)


_LOCK = ".headrace-lock"


def _open_lock(root: int) -> int:
    with suppress(FileExistsError):
        return open_below(_LOCK, root, CREATE_NEW)
    return open_below(_LOCK, root, os.O_RDWR | READ_FILE)


def _write_each(written: BinaryIO, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        written.write(piece)
        yield piece


def _sync(folder: int) -> None:
    listed = open_folder(os.curdir, folder, listed=True)
    try:
        sync_folder(listed)
    finally:
        close_folder(listed)


Opener = Callable[[str], BinaryIO]
"""Opens an original by its path, for reading. Raises OSError, UnreadableError and ValueError."""
