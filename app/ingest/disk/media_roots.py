"""Media roots: the only folders that the server reads."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from app.readers.disk.no_links import enter_folder, is_folder, open_file
from app.readers.disk.roots import resolve_root


class OutsideRootsError(ValueError):
    """A path is outside every media root, or is not a folder in one."""


class MediaRoots:
    """The folders given at start, resolved once.

    A root may be given as a link. One that becomes a link while the server runs is not followed until the next start.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        """Raises NotADirectoryError, naming the root, when one is not a folder."""
        # The folder is resolved first: that refuses what cannot be.
        resolved = [(resolve_root(root, "media root"), root) for root in roots]
        self._places = {Path(os.path.abspath(root.expanduser())): folder for folder, root in resolved}
        self.folders = tuple(dict.fromkeys(self._places.values()))

    def resolve_folder(self, path: str) -> Path:
        """Return `path` with links resolved. Raises `OutsideRootsError` unless that is a folder in a media root."""
        resolved = self._resolve(path)
        if not is_folder(str(resolved)):
            raise OutsideRootsError(f"{path} is not a folder")
        return resolved

    def open_file(self, path: str) -> BinaryIO:
        """Open the file `path` of a media root for reading, without following a link below the root.

        Raises `OutsideRootsError` for a path outside the roots, UnreadableError for anything but a regular file, and
        OSError where the system refuses.
        """
        above, name = os.path.split(self._locate(path))
        with enter_folder(above) as folder:
            return os.fdopen(open_file(folder, name), "rb")

    def find_outside(self, folders: Sequence[str]) -> str | None:
        """Return the first of `folders` that is in no media root; None when all are. The disk is not asked."""
        return next((folder for folder in folders if not self._contains(Path(folder))), None)

    def roots_of(self, folders: Sequence[str]) -> list[str]:
        """Return the media roots that contain `folders`."""
        return [str(root) for root in self.folders if any(Path(folder).is_relative_to(root) for folder in folders)]

    def parent_of(self, folder: Path) -> Path | None:
        """Return the parent of `folder`; None for a media root."""
        return None if folder in self.folders else folder.parent

    def _locate(self, path: str) -> str:
        """Return `path` below a resolved root. The library may know it by the link by which the root was given."""
        asked = Path(path)
        for given, resolved in (*((root, root) for root in self.folders), *self._places.items()):
            if asked.is_relative_to(given):
                return str(resolved / asked.relative_to(given))
        raise OutsideRootsError(f"{path} is outside the media roots")

    def _contains(self, path: Path) -> bool:
        return any(path.is_relative_to(root) for root in self.folders)

    def _resolve(self, path: str) -> Path:
        if "\0" in path or not path:
            raise OutsideRootsError("the path is empty or contains a NUL character")
        try:
            resolved = Path(path).resolve()
        except UnicodeEncodeError as error:
            raise OutsideRootsError(f"{path} has characters that no path can have") from error
        except (OSError, RuntimeError) as error:  # RuntimeError: a symlink loop, before Python 3.13
            raise OutsideRootsError(f"{path} cannot be resolved: {error}") from error
        if not self._contains(resolved):
            raise OutsideRootsError(f"{path} is outside the media roots")
        return resolved
