"""Export roots: the only folders that a server exports into."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from app.readers.disk.no_links import enter_folder, enter_subfolder
from app.readers.disk.roots import resolve_root
from app.system import make_folder

DEPTH_MAX = 32
"""Folders of a path below a root."""


class OutsideExportRootsError(ValueError):
    """A folder is in no export root, or cannot be made there. The text says why."""


class ExportRootError(ValueError):
    """A folder cannot be an export root. The text says why, and what to do."""


class ExportRoots:
    """The folders given at start, resolved once. In their paths and below them, no link is followed."""

    def __init__(self, roots: Sequence[Path], media_roots: Sequence[Path], *, allow_media: bool = False) -> None:
        """Raises `ExportRootError` for one that is no folder, or shares files with a media root unless allowed."""
        self.folders = tuple(dict.fromkeys(_resolve_root(root) for root in roots))
        if not allow_media:
            for root in self.folders:
                _require_apart(root, media_roots)

    def make_folder(self, path: str) -> Path:
        """Return the folder `path`, which is made if it is missing. Raises `OutsideExportRootsError`; blocks."""
        root, names = self._locate(path)
        try:
            with ExitStack() as opened:
                folder = opened.enter_context(enter_folder(str(root)))
                for name in names:
                    with suppress(FileExistsError):
                        make_folder(name, folder)
                    folder = opened.enter_context(enter_subfolder(folder, name))
        except OSError as error:
            raise OutsideExportRootsError(f"{path} cannot be used: {error.strerror or error}") from error
        return root.joinpath(*names)

    def _locate(self, path: str) -> tuple[Path, tuple[str, ...]]:
        if "\0" in path or not os.path.isabs(path) or os.pardir in path.split(os.sep):
            raise OutsideExportRootsError(f"{path!r} is not the absolute path of a folder")
        asked = Path(path)
        for root in self.folders:
            if asked.is_relative_to(root):
                names = asked.relative_to(root).parts
                if len(names) <= DEPTH_MAX:
                    return root, names
        raise OutsideExportRootsError(f"{path} is in no export root")


def _resolve_root(root: Path) -> Path:
    try:
        return resolve_root(root, "export root")
    except NotADirectoryError as error:
        raise ExportRootError(str(error)) from error


def _require_apart(root: Path, media_roots: Sequence[Path]) -> None:
    for media in media_roots:
        resolved = media.expanduser().resolve()
        if root.is_relative_to(resolved) or resolved.is_relative_to(root):
            raise ExportRootError(
                f"the export root {root} and the media root {media} share files, so exports would write into your "
                "pictures; choose another folder, or allow it with HEADRACE_EXPORT_INTO_MEDIA=true"
            )
