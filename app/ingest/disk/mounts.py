"""Whether folders are mounted, and therefore whether the absence of their files can be believed.

A disk that is not mounted leaves an empty folder or none at all, so a folder that suddenly is empty or gone was
unmounted; its files were not deleted. A folder that the server has no permission to list is mounted: no session waits
for it. Nothing is known about its files, so none of them counts as missing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from app.readers.disk.no_links import examine, is_folder, scan_folder


class FolderState(StrEnum):
    """What listing a folder shows."""

    POPULATED = "populated"
    """It contains at least one entry."""
    EMPTY = "empty"
    FORBIDDEN = "forbidden"
    """It exists, but the server has no permission to list it."""
    UNREACHABLE = "away"
    """It does not exist, a link leads to it, or listing it fails."""


@dataclass(frozen=True, slots=True)
class FolderCheck:
    """The state of one folder, with the system's error text where there is one."""

    state: FolderState
    error: str = ""


def check_folder(folder: str) -> FolderCheck:
    """Return the state of `folder`. Never raises."""
    try:
        with scan_folder(folder) as entries:
            has_entries = any(True for _ in entries)
    except PermissionError as error:
        return FolderCheck(FolderState.FORBIDDEN, error.strerror or "")
    except OSError as error:
        return FolderCheck(FolderState.UNREACHABLE, error.strerror or "")
    return FolderCheck(FolderState.POPULATED if has_entries else FolderState.EMPTY)


def explain_unmounted(folders: Iterable[str]) -> str | None:
    """Return why the first unmounted folder counts as unmounted, for a user to read; None when all are mounted."""
    for folder in folders:
        check = check_folder(folder)
        if check.state is FolderState.UNREACHABLE:
            return f"The folder {folder} cannot be read ({check.error}). Is its disk mounted?"
        if check.state is FolderState.EMPTY:
            return f"The folder {folder} is empty, but was not before. Is its disk mounted?"
    return None


def select_mounted(folders: Iterable[str]) -> list[str]:
    """Return those of `folders` that are mounted."""
    return [folder for folder in folders if explain_unmounted([folder]) is None]


def select_containing(folders: Iterable[str], path: str) -> list[str]:
    """Return those of `folders` that contain `path`, directly or in a subfolder."""
    return [folder for folder in folders if path.startswith(os.path.join(folder, ""))]


class MountCheck:
    """One look at the disk: each folder is listed once, and the result is kept as long as the object is used."""

    def __init__(self, folders: Sequence[str]) -> None:
        """`folders`: absolute paths of the media roots and of the folders that a session chose."""
        self._folders = dict.fromkeys(folders)
        self._is_populated: dict[str, bool] = {}

    def find_missing(self, files: Mapping[int, str]) -> frozenset[int]:
        """Return the ids of the files (id → path) that are no longer on the disk.

        A file is never missing below a media root or a chosen folder that is gone, empty or unreadable.
        """
        return frozenset(file_id for file_id, path in files.items() if self._is_missing(path))

    def find_unreliable(self, folders: Sequence[str]) -> list[str]:
        """Return those of `folders` that are gone, empty or unreadable."""
        return [folder for folder in folders if not self._check(folder)]

    def is_below_empty_folder(self, path: str) -> bool:
        """Return whether the nearest existing folder above a missing file is empty: its disk may not be mounted."""
        for folder in map(str, PurePath(path).parents):
            if is_folder(folder):
                return not self._check(folder)
        return True

    def _is_missing(self, path: str) -> bool:
        above = [folder for folder in self._folders if PurePath(path).is_relative_to(folder)]
        return bool(above) and all(map(self._check, above)) and not _exists(path)

    def _check(self, folder: str) -> bool:
        if folder not in self._is_populated:
            self._is_populated[folder] = check_folder(folder).state is FolderState.POPULATED
        return self._is_populated[folder]


def _exists(path: str) -> bool:
    """Return False only for a plain “no such file”; a file that cannot be looked at counts as there.

    One whose folder was replaced by a link cannot be looked at, because links are not followed.
    """
    try:
        examine(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
