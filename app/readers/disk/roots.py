"""The folders that a program was given at its start."""

from __future__ import annotations

from pathlib import Path


def resolve_root(root: Path, kind: str) -> Path:
    """Return a root with `~` and links resolved. `kind` is what the message calls it, such as `media root`.

    Raises NotADirectoryError, which names the root and says what to do, for anything but a folder.
    """
    try:
        resolved = root.expanduser().resolve()
    except RuntimeError as error:  # there is no such user, or (before Python 3.13) a symlink loop
        raise NotADirectoryError(f"the {kind} {root} cannot be resolved: {error}") from error
    if not resolved.is_dir():
        raise NotADirectoryError(f"the {kind} {root} is not a folder; create it or choose another")
    return resolved
