"""A folder that several machines see, each below a path of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MappedFolder:
    """One folder, as the machine that reads it and the server call it. No path but / ends with a slash."""

    local: str
    shared: str

    def to_local(self, path: str) -> str:
        """Return the local path of what the server calls `path`: this folder, or something below it."""
        rest = path[len(self.shared) :].lstrip("/")
        return f"{self.local.rstrip('/')}/{rest}" if rest else self.local


def parse_mapped_folder(text: str) -> MappedFolder:
    """`/mnt/nas=/srv/photos`: what is /srv/photos on the server is /mnt/nas here. One path: both call it the same.

    Raises ValueError for a path that does not begin at the root of a disk.
    """
    local, _, shared = text.partition("=")
    folder = MappedFolder(_strip(local), _strip(shared or local))
    if not (local.startswith("/") and (shared or local).startswith("/")):
        raise ValueError(f"“{text}” is not LOCAL=SHARED; write two full paths, such as /mnt/photos=/srv/photos")
    return folder


def find_folder(folders: Iterable[MappedFolder], path: str) -> MappedFolder | None:
    """Return the lowest of the folders that has the server's `path`; None when none has it."""
    holding = [folder for folder in folders if is_within(path, folder.shared)]
    return max(holding, key=lambda folder: len(folder.shared), default=None)


def is_within(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or below it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def narrow(directories: Sequence[str], visible: Sequence[str]) -> tuple[str, ...] | None:
    """Return those parts of `directories` that are below `visible` folders; None when all of them are, whole."""
    if all(any(is_within(directory, folder) for folder in visible) for directory in directories):
        return None
    parts = {directory for directory in directories if any(is_within(directory, folder) for folder in visible)}
    parts |= {folder for folder in visible if any(is_within(folder, directory) for directory in directories)}
    return tuple(sorted(parts))


def _strip(path: str) -> str:
    return path.rstrip("/") or path[:1]
