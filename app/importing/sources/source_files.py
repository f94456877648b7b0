"""The files of a source: listed and read without following a link, within bounds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.importing.entries import ImportCancelledError, ImportRefusedError, IsCancelled
from app.readers.disk.no_links import FolderScanner, is_folder
from app.readers.limits import LIMITS
from app.readers.reasons import UnreadableError
from app.readers.source import Source, open_source

DEPTH_MAX = 64
NAMES_MAX = 2_000_000
"""Names in one folder: they are held in memory while it is read."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    folder: str
    name: str

    @property
    def path(self) -> str:
        return os.path.join(self.folder, self.name)


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """A folder with all below it, or one file."""

    root: str
    """Absolute."""
    is_cancelled: IsCancelled = field(default=lambda: False)

    @property
    def is_folder(self) -> bool:
        return is_folder(self.root)

    def walk(self) -> Iterator[FoundFile]:
        """Yield the regular files, in order of their paths. What is hidden, or a link, is left out.

        Raises ImportRefusedError if the folder cannot be listed, ImportCancelledError.
        """
        if not self.is_folder:
            yield FoundFile(*os.path.split(self.root))
            return
        waiting = [(self.root, 0)]
        while waiting:
            folder, depth = waiting.pop()
            files, folders = self._list(folder)
            if depth < DEPTH_MAX:
                waiting += [(os.path.join(folder, name), depth + 1) for name in reversed(folders)]
            for name in files:
                self.check()
                yield FoundFile(folder, name)

    def check(self) -> None:
        """Raises ImportCancelledError when the import was cancelled."""
        if self.is_cancelled():
            raise ImportCancelledError

    def list_files(self, folder: str) -> list[str]:
        """Return the names of the regular files in a folder. Raises as `walk` does."""
        return self._list(folder)[0]

    def _list(self, folder: str) -> tuple[list[str], list[str]]:
        files, folders = [], []
        scanner = FolderScanner()
        try:
            with scanner.scan(folder) as entries:
                for number, entry in enumerate(entries):
                    self.check()
                    if number == NAMES_MAX:
                        raise ImportRefusedError(
                            f"{folder} has more than {NAMES_MAX:,} files; move some of them into other folders"
                        )
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    elif entry.is_file(follow_symlinks=False):
                        files.append(entry.name)
        except OSError as error:
            raise ImportRefusedError(
                f"{folder} cannot be read: {describe_refusal(error)}; give the server's user access to it"
            ) from error
        finally:
            scanner.close()
        return sorted(files), sorted(folders)


def is_empty(path: str) -> bool:
    """Whether a file has no bytes."""
    try:
        return os.lstat(path).st_size == 0
    except OSError:
        return False


@contextmanager
def open_required(path: str) -> Iterator[Source]:
    """Open a file without which there is nothing to import. Raises ImportRefusedError, also while it is read."""
    try:
        with open_source(path, LIMITS) as source:
            yield source
    except (UnreadableError, OSError) as error:
        raise ImportRefusedError(f"{path} cannot be read: {describe_refusal(error)}") from error


def describe_refusal(error: Exception) -> str:
    """Return why a file cannot be read, without its path."""
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def read_small(path: str) -> bytes:
    """Return the bytes of a sidecar. Raises UnreadableError, also where the system refuses."""
    try:
        with open_source(path, LIMITS) as source:
            if source.size > LIMITS.sidecar_bytes:
                raise UnreadableError(f"it is larger than {LIMITS.sidecar_bytes >> 20} MB")
            return source.read_all()
    except OSError as error:
        raise UnreadableError(describe_refusal(error)) from error
