"""Media roots: the only folders the server reads, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class OutsideRootsError(ValueError):
    """A path lies outside every media root, or is no folder in one."""


class MediaRoots:
    """The folders named at start, resolved once."""

    def __init__(self, roots: Sequence[Path]) -> None:
        """Raises NotADirectoryError, naming the root, when one is no folder."""
        self.folders = tuple(dict.fromkeys(_resolve_root(root) for root in roots))

    def resolve_folder(self, path: str) -> Path:
        """`path` resolved, links followed, if it is a folder in a media root; else `OutsideRootsError`."""
        resolved = self._resolve(path)
        if not resolved.is_dir():
            raise OutsideRootsError(f"{path} is not a folder")
        return resolved

    def contains(self, path: str) -> bool:
        """Whether `path`, links followed, lies in a media root now."""
        try:
            self._resolve(path)
        except OutsideRootsError:
            return False
        return True

    def parent_of(self, folder: Path) -> Path | None:
        """The folder above, or None where that would leave the media roots."""
        return None if folder in self.folders else folder.parent

    def _resolve(self, path: str) -> Path:
        if "\0" in path or not path:
            raise OutsideRootsError("the path is empty or holds a NUL character")
        try:
            resolved = Path(path).resolve()
        except (OSError, RuntimeError) as error:  # RuntimeError: a symlink loop, before Python 3.13
            raise OutsideRootsError(f"{path} cannot be followed: {error}") from error
        if not any(resolved == root or root in resolved.parents for root in self.folders):
            raise OutsideRootsError(f"{path} lies outside the media roots")
        return resolved


def _resolve_root(root: Path) -> Path:
    resolved = root.expanduser().resolve()
    if not resolved.is_dir():
        raise NotADirectoryError(f"the media root {root} is not a folder; create it or name another")
    return resolved
