"""Files that discovery passed over because no pattern matches their names, counted by extension."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

KINDS_KEPT = 12
"""Extensions that are named, the most frequent ones. All others are one number."""
_KINDS_COUNTED = 1_000
"""Extensions that are counted during the walk: a hostile folder may have a new one for each file."""
_EXTENSION_LENGTH = 12
"""Characters of an extension; what is longer is part of a name."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What was passed over, in numbers of files."""

    kinds: tuple[tuple[str, int], ...] = ()
    """(extension, files), the most frequent first: `.txt`, or empty for names without an extension."""
    others: int = 0
    """Files of all other kinds."""

    def describe(self) -> str:
        """Return `Passed over: 12 × .txt, 3 × .psd`; empty where nothing was."""
        parts = [f"{files:,} × {extension or 'no extension'}" for extension, files in self.kinds]
        parts += [f"{self.others:,} × others"] if self.others else []
        return f"Passed over: {', '.join(parts)}" if parts else ""


@dataclass(slots=True)
class PassedOverCounter:
    """Counts names. `sidecars` are the extensions that are read beside other files, and so are not passed over."""

    sidecars: Sequence[str] = ()
    _files: Counter[str] = field(default_factory=Counter)
    _others: int = 0

    def add(self, name: str) -> None:
        extension = os.path.splitext(name)[1].lower()
        if extension in self.sidecars:
            return
        if _is_plain(extension) and (extension in self._files or len(self._files) < _KINDS_COUNTED):
            self._files[extension] += 1
        else:
            self._others += 1

    def count(self) -> PassedOver:
        """Return what was counted so far. Of two extensions with as many files, the first by name comes first."""
        kinds = sorted(self._files.items(), key=lambda kind: (-kind[1], kind[0]))
        left = sum(files for _, files in kinds[KINDS_KEPT:])
        return PassedOver(tuple(kinds[:KINDS_KEPT]), self._others + left)


def _is_plain(extension: str) -> bool:
    """Whether an extension is none, or letters and digits that can be shown anywhere."""
    letters = extension[1:]
    return not extension or (len(extension) <= _EXTENSION_LENGTH and letters.isascii() and letters.isalnum())
