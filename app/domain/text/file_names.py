"""Names of files that come from elsewhere, made safe to save under."""

from __future__ import annotations

import os
import re
import unicodedata

_UNSAFE = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff]')
"""What a name to save under may not hold: control characters, what Windows refuses, marks that turn text around
(“gpj.exe” read as “exe.jpg”), and bytes that are no text."""

_NAME_BYTES = 255
"""Bytes of a name that every usual file system takes."""
_NUMBER_BYTES = len(" (9999)")


def make_name_safe(name: str) -> str:
    """Return `name` without what cannot be saved, and without dots and spaces at its ends; `file` if nothing is left.

    A name that begins with a dot would be hidden.
    """
    return _UNSAFE.sub("_", name).strip(". ") or "file"


def make_path_safe(path: str) -> tuple[str, ...]:
    """Return the names of a relative path with slashes, each safe, composed (NFC) and short enough for a disk.

    `.` and `..` are left out, so the names lead down only. Empty if the path has no name.
    """
    names = (name for name in path.split("/") if name.strip() not in ("", ".", ".."))
    return tuple(_shorten(make_name_safe(unicodedata.normalize("NFC", name))) for name in names)


def number_name(name: str, number: int) -> str:
    """Return `name` as the second, third … of its kind: `a (2).png`. The first has no number."""
    stem, extension = os.path.splitext(name)
    return name if number == 1 else f"{stem} ({number}){extension}"


def _shorten(name: str) -> str:
    """Return `name` with its extension in so few bytes that a number can be added."""
    stem, extension = os.path.splitext(name)
    most = _NAME_BYTES - _NUMBER_BYTES
    if len(name.encode()) <= most:
        return name
    end = extension.encode()[:most].decode(errors="ignore")
    return stem.encode()[: most - len(end.encode())].decode(errors="ignore") + end
