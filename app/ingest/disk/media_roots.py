"""Media roots: the only folders that the server reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class OutsideRootsError(ValueError):
    """A path is outside every media root, or is not a folder in one."""


class MediaRoots:
    """The folders given at start, resolved once."""

    def __init__(self, roots: Sequence[Path]) -> None:
        """Raises NotADirectoryError, naming the root, when one is not a folder."""
        self.folders = tuple(dict.fromkeys(_resolve_root(root) for root in roots))

    def resolve_folder(self, path: str) -> Path:
        """Return `path` with links resolved. Raises `OutsideRootsError` unless that is a folder in a media root."""
        resolved = self._resolve(path)
        if not resolved.is_dir():
            raise OutsideRootsError(f"{path} is not a folder")
        return resolved

    def contains(self, path: str) -> bool:
        """Return whether `path`, with links resolved, is in a media root."""
        try:
            self._resolve(path)
        except OutsideRootsError:
            return False
        return True

    def parent_of(self, folder: Path) -> Path | None:
        """Return the parent of `folder`; None for a media root."""
        return None if folder in self.folders else folder.parent

    def _resolve(self, path: str) -> Path:
        if "\0" in path or not path:
            raise OutsideRootsError("the path is empty or contains a NUL character")
        try:
            resolved = Path(path).resolve()
        except (OSError, RuntimeError) as error:  # RuntimeError: a symlink loop, before Python 3.13
            raise OutsideRootsError(f"{path} cannot be resolved: {error}") from error
        if not any(resolved == root or root in resolved.parents for root in self.folders):
            raise OutsideRootsError(f"{path} is outside the media roots")
        return resolved


def _resolve_root(root: Path) -> Path:
    resolved = root.expanduser().resolve()
    if not resolved.is_dir():
        raise NotADirectoryError(f"the media root {root} is not a folder; create it or choose another")
    return resolved
