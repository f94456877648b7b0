"""Files that are added from the page: the one folder of the media roots that Headrace writes to.

A file is written under a hidden temporary name, brought to the disk, and only then renamed. So a folder never shows
half a file, whenever the client, the server or the machine stops. Nothing that has a name is ever overwritten, and
folders are opened one relative to the other, without following a link.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ParamSpec, TypeVar

import structlog

from app.domain.text.file_names import make_path_safe, number_name
from app.readers.disk.no_links import enter_folder, enter_subfolder
from app.readers.formats import KIND_BY_EXTENSION
from app.readers.sidecars import SIDECAR_EXTENSIONS
from app.system import (
    CREATE_NEW,
    READ_FILE,
    close_folder,
    copy_folder,
    device_of,
    free_bytes,
    lock_file,
    make_folder,
    open_below,
    open_folder,
    remove_file,
    remove_folder,
    replace_file,
    scan,
    sync_folder,
)

log = structlog.get_logger(__name__)

UPLOAD_EXTENSIONS = frozenset({*KIND_BY_EXTENSION, *SIDECAR_EXTENSIONS})
"""Files that are taken: those that are read, and what is read beside them."""

RESERVED_BYTES = 512 << 20
"""What stays free on the disk: the database may be on it, too."""
MOST_AT_ONCE = 32
"""Files that are received at the same time, of all clients."""
DEPTH_MAX = 32
"""Folders of a path, and its name."""
WRITTEN_BYTES = 1 << 20
"""Bytes that are collected before they are written: of each file, so many are in memory."""

_TEMPORARY = ".headrace-upload-"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What clients may add, and what they may not use up."""

    files: int
    """At once. Clients say how many they are going to send."""
    file_bytes: int
    """Of one file. It is checked before a body is read (`app/http/bodies.py`)."""
    reserved_bytes: int = RESERVED_BYTES


class UploadFault(StrEnum):
    """Why a file is not taken. The values are the codes of the API."""

    KIND = "upload_kind"
    NAME = "upload_name"
    TOO_LARGE = "upload_too_large"
    INCOMPLETE = "upload_incomplete"
    FULL = "upload_disk_full"
    AWAY = "upload_folder_away"
    BUSY = "upload_busy"


class UploadError(Exception):
    """A file was not taken, and nothing is left of it. The text says why."""

    def __init__(self, fault: UploadFault, reason: str) -> None:
        super().__init__(reason)
        self.fault = fault


class Uploads:
    """Receives files into folders of their own below `folder`; used from one asyncio loop."""

    def __init__(self, folder: Path, limits: UploadLimits) -> None:
        """`folder` must be there; raises OSError. If its disk is replaced or unmounted later, nothing is written."""
        self.folder = folder.expanduser().resolve()
        self._device = os.stat(self.folder).st_dev
        self.limits = limits
        self._running = 0
        self._expected = 0
        """Bytes that the files now being received may still need."""

    def folder_of(self, upload_id: str) -> Path:
        """Return the folder of an upload. It exists once its first file is complete."""
        return self.folder / upload_id

    def require_space(self, size: int) -> None:
        """Raise `UploadError` unless `size` bytes fit on the disk, beside what is being received."""
        with _explain_os_errors(), self._open_root() as root:
            on_disk = free_bytes(root)
        free = on_disk - self._expected - self.limits.reserved_bytes
        if size > free:
            raise UploadError(
                UploadFault.FULL,
                f"its disk has {max(0, free):,} bytes free for uploads, and {size:,} are needed "
                f"({self.limits.reserved_bytes >> 20:,} MiB stay free for the server itself)",
            )

    async def save(self, upload_id: str, path: str, size: int, parts: AsyncIterator[bytes]) -> Path:
        """Write a file of `size` bytes to `path` below the upload's folder, and return where it is.

        Its name is made safe, and numbered if there is a file of that name. Raises `UploadError`.
        """
        names = check_upload_path(path)
        with self._admit(size):
            await asyncio.to_thread(self.require_space, 0)
            with _explain_os_errors():
                return await self._receive((upload_id, *names), size, parts)

    @contextmanager
    def _admit(self, size: int) -> Iterator[None]:
        if self._running >= MOST_AT_ONCE:
            raise UploadError(UploadFault.BUSY, f"{self._running} files are being received already")
        self._running += 1
        self._expected += size
        try:
            yield
        finally:
            self._running -= 1
            self._expected -= size

    async def _receive(self, names: Sequence[str], size: int, parts: AsyncIterator[bytes]) -> Path:
        file = await _run_in_thread(self._create)
        try:
            received = 0
            async for part in _collect(parts):
                received += len(part)
                await _run_in_thread(file.write, part)
            if received != size:
                raise UploadError(UploadFault.INCOMPLETE, f"{received:,} of {size:,} bytes arrived")
            return self.folder.joinpath(*await _run_in_thread(file.publish, names))
        finally:
            await _run_in_thread(file.close)

    def _create(self) -> _NewFile:
        with self._open_root() as root:
            return _NewFile(copy_folder(root))

    @contextmanager
    def _open_root(self) -> Iterator[int]:
        with enter_folder(str(self.folder)) as entered:
            root = open_folder(os.curdir, entered, listed=True)
        try:
            if device_of(root) != self._device:
                raise UploadError(UploadFault.AWAY, "its disk is not the one that was there when the server started")
            yield root
        finally:
            close_folder(root)

    def delete(self, upload_id: str) -> bool:
        """Delete the folder of an upload with all that is in it; return whether there was one. Raises `UploadError`."""
        with _explain_os_errors(), self._open_root() as root:
            try:
                shutil.rmtree(upload_id, dir_fd=root)
            except FileNotFoundError:
                return False
            _sync_folder(root)
        return True

    def remove_leftovers(self) -> None:
        """Delete what a killed server left of files that it was receiving. Those of a running one are locked."""
        try:
            with self._open_root() as root, scan(root) as entries:
                for entry in entries:
                    if entry.name.startswith(_TEMPORARY) and entry.is_file(follow_symlinks=False):
                        _remove_unlocked(root, entry.name)
        except OSError as error:
            log.warning("the upload folder cannot be used", folder=str(self.folder), error=error.strerror)


def check_upload_path(path: str) -> tuple[str, ...]:
    """Return the safe names of a relative path. Raises `UploadError` for a kind that is not read."""
    names = make_path_safe(path)
    if not names or len(names) > DEPTH_MAX:
        raise UploadError(UploadFault.NAME, f"the path {path!r} has no name, or more than {DEPTH_MAX} folders")
    if os.path.splitext(names[-1])[1].lower() not in UPLOAD_EXTENSIONS:
        raise UploadError(UploadFault.KIND, f"{names[-1]} is no image, video or XMP sidecar that can be read")
    return names


class _NewFile:
    """A file without its final name, in the folder of the descriptor `root`, which becomes its own."""

    def __init__(self, root: int) -> None:
        """Raises OSError."""
        self._name = f"{_TEMPORARY}{secrets.token_hex(8)}"
        with ExitStack() as undo:
            self._root = root
            undo.callback(close_folder, root)
            self._descriptor = open_below(self._name, root, CREATE_NEW)
            undo.callback(os.close, self._descriptor)
            lock_file(self._descriptor, wait=True)
            self._close = undo.pop_all()

    def close(self) -> None:
        """Close the file, and delete it unless it was published. Raises OSError."""
        with self._close, suppress(FileNotFoundError):  # it has its final name
            remove_file(self._name, self._root)

    def write(self, part: bytes) -> None:
        """Write all of `part`. Raises OSError."""
        left = memoryview(part)
        while left:
            left = left[os.write(self._descriptor, left) :]

    def publish(self, names: Sequence[str]) -> list[str]:
        """Give the file its name below `root`, and return it: the last one may have got a number. Raises OSError."""
        os.fsync(self._descriptor)
        with ExitStack() as opened, ExitStack() as undo:
            folder = self._root
            for name in names[:-1]:
                _make_folder(folder, name, undo)
                folder = opened.enter_context(enter_subfolder(folder, name))
            name = _claim_name(folder, names[-1], undo)
            replace_file(self._name, self._root, name, folder)
            undo.pop_all()
            _sync_folder(folder)
            return [*names[:-1], name]


def _make_folder(above: int, name: str, undo: ExitStack) -> None:
    """Make a folder unless it is there. Until `undo` is dropped, it is removed again if it is empty."""
    try:
        make_folder(name, above)
    except FileExistsError:
        return
    undo.callback(_remove_empty, above, name)
    _sync_folder(above)


def _remove_empty(above: int, name: str) -> None:
    with suppress(OSError):  # another file was put there meanwhile
        remove_folder(name, above)


def _claim_name(folder: int, name: str, undo: ExitStack) -> str:
    """Create an empty file under the first free name, which nobody else can take then, and return that name."""
    for number in itertools.count(1):
        claimed = number_name(name, number)
        try:
            os.close(open_below(claimed, folder, CREATE_NEW))
        except FileExistsError:
            continue
        undo.callback(remove_file, claimed, folder)
        return claimed
    raise AssertionError("numbers do not end")


def _sync_folder(folder: int) -> None:
    """Bring the names in a folder to the disk."""
    listed = open_folder(os.curdir, folder, listed=True)
    try:
        sync_folder(listed)
    finally:
        close_folder(listed)


def _remove_unlocked(root: int, name: str) -> None:
    descriptor = open_below(name, root, READ_FILE)
    try:
        lock_file(descriptor, wait=False)
        remove_file(name, root)
    except BlockingIOError:  # another server is receiving it
        return
    finally:
        os.close(descriptor)


async def _collect(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the same bytes in pieces of some `WRITTEN_BYTES`: one visit to a thread for each."""
    collected = bytearray()
    async for part in parts:
        collected += part
        if len(collected) >= WRITTEN_BYTES:
            yield bytes(collected)
            collected.clear()
    if collected:
        yield bytes(collected)


async def _run_in_thread(
    call: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
) -> Result:
    """Call in a thread, and wait for its end even when cancelled: the file must stay open for as long."""
    running = asyncio.ensure_future(asyncio.to_thread(call, *arguments, **named))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


@contextmanager
def _explain_os_errors() -> Iterator[None]:
    """Raise `UploadError` for an OSError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in _FULL:
            raise UploadError(UploadFault.FULL, reason) from error
        if error.errno == errno.EFBIG:
            raise UploadError(UploadFault.TOO_LARGE, reason) from error
        raise UploadError(UploadFault.AWAY, reason) from error
