"""Whether a file of the library is still on the disk, and whether its absence may be believed.

A disk that is not mounted leaves an empty folder, or none. So nothing is missing below a media root or a chosen folder
that is not there or holds nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath


class Presence:
    """One look at the disk: what it learned of a folder holds for as long as it is used."""

    def __init__(self, folders: Sequence[str]) -> None:
        """`folders`: absolute paths of the media roots and of the folders that a session chose."""
        self._folders = dict.fromkeys(folders)
        self._holds_something: dict[str, bool] = {}

    def missing(self, files: Mapping[int, str]) -> frozenset[int]:
        """Ids of the files (id → path) that are not on the disk any more."""
        return frozenset(file_id for file_id, path in files.items() if self._is_missing(path))

    def unbelievable(self, folders: Sequence[str]) -> list[str]:
        """Those of the folders that are not there, cannot be read or hold nothing."""
        return [folder for folder in folders if not self._is_alive(folder)]

    def below_empty_folder(self, path: str) -> bool:
        """Whether the nearest folder that is left above a missing file is empty: perhaps a disk not mounted."""
        for folder in map(str, PurePath(path).parents):
            if os.path.isdir(folder):
                return not self._is_alive(folder)
        return True

    def _is_missing(self, path: str) -> bool:
        above = [folder for folder in self._folders if PurePath(path).is_relative_to(folder)]
        return bool(above) and all(map(self._is_alive, above)) and not _is_there(path)

    def _is_alive(self, folder: str) -> bool:
        if folder not in self._holds_something:
            self._holds_something[folder] = _holds_something(folder)
        return self._holds_something[folder]


def _is_there(path: str) -> bool:
    """Also when nobody may know: only a plain «no such file» is an absence."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _holds_something(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(True for _ in entries)
    except OSError:
        return False
