"""Numbers by which paths of different computers are compared."""

from __future__ import annotations

import ntpath
import posixpath
import re
import unicodedata
from hashlib import blake2b
from typing import NamedTuple

_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")


class PathKeys(NamedTuple):
    """64-bit numbers that are equal where paths agree in a part. Names agree in any case and Unicode form."""

    path: int
    """The whole path, exactly."""
    name: int
    tail: int
    """The name and the folder that it is in."""
    tail_stem: int
    """The same without the extension of the name."""


def make_path_keys(path: str) -> PathKeys:
    *_, folder, name = ("", "", *split_path(path))
    tail = f"{folder}/{name}"
    return PathKeys(make_key(path), make_key(name), make_key(tail), make_key(posixpath.splitext(tail)[0]))


def make_key(text: str) -> int:
    """Return a signed number of 64 bits."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


def split_path(path: str) -> tuple[str, ...]:
    """Return the names of a path, of Windows too, as they are compared."""
    if _WINDOWS.match(path):
        path = ntpath.splitdrive(path)[1].replace("\\", "/")
    return tuple(part for part in fold_path(path).split("/") if part not in ("", "."))


def fold_path(path: str) -> str:
    """Return a text that is equal for paths that differ only in case or in the form of their characters."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def count_shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many names at their ends two split paths share."""
    shared = 0
    for mine, yours in zip(reversed(one), reversed(other), strict=False):
        if mine != yours:
            break
        shared += 1
    return shared
