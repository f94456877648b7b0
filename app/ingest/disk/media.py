"""Whether the chosen folders are there: one that is suddenly gone or empty was unmounted, its files are not deleted."""

from __future__ import annotations

import os
from collections.abc import Iterable


def away(folders: Iterable[str]) -> str | None:
    """Which of `folders` is not there, or has nothing in it, in words; None when all are there."""
    for folder in folders:
        if (reason := _missing(folder)) is not None:
            return reason
    return None


def populated(folders: Iterable[str]) -> list[str]:
    """Those of `folders` that are there and hold something."""
    return [folder for folder in folders if _missing(folder) is None]


def folders_of(path: str, folders: Iterable[str]) -> list[str]:
    """Those of `folders` that `path` lies in."""
    return [folder for folder in folders if path.startswith(os.path.join(folder, ""))]


def _missing(folder: str) -> str | None:
    try:
        with os.scandir(folder) as entries:
            if any(True for _ in entries):
                return None
    except PermissionError:  # it is there, and not to be waited for
        return None
    except OSError as error:
        return f"the folder {folder} cannot be read ({error.strerror}); is its disk mounted?"
    return f"the folder {folder} is empty, though it held something before; is its disk mounted?"
