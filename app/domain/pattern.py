"""The pattern that selects the files to ingest: globs separated by `|`, case-insensitive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern. It costs nothing before it matches: a list of sessions has many patterns and matches none."""

    text: str

    def matches(self, name: str) -> bool:
        """Return whether one of the globs matches `name`, the name of a file without its folder.

        The time grows with the length of the name times that of the pattern, and no faster: `translate` turns each `*`
        into an atomic group, so that nothing is tried twice.
        """
        return _compile(self.text).match(name) is not None


def parse_pattern(text: str) -> Pattern:
    """Parse a text such as `*.mp4|*.png`.

    Raises ValueError if there is no glob in it, or if a glob contains a `/`: patterns match file names, so such a glob
    would never match anything.
    """
    globs = split_globs(text)
    if not globs:
        raise ValueError("the pattern is empty; write globs separated by |, for example *.png|*.mp4")
    for glob in globs:
        if "/" in glob:
            raise ValueError(
                f"the glob {glob!r} names a folder; patterns match file names only, so choose the folder instead"
            )
    return Pattern("|".join(globs))


def require_closed_brackets(text: str) -> None:
    """Raise ValueError, with the place and the cure, where a `[` opens a set of characters that no `]` closes.

    Such a glob would match the bracket itself, which is hardly ever meant. Sessions of earlier programs may have one.
    """
    start = 0
    for glob in text.split("|"):
        if (place := _find_unclosed_bracket(glob)) is not None:
            raise ValueError(
                f"the [ at character {start + place + 1} of the pattern is never closed; add a ] behind the characters"
                " that may stand there, or write [[] for the bracket itself"
            )
        start += len(glob) + 1


def _find_unclosed_bracket(glob: str) -> int | None:
    """Return the place of the first `[` without its `]`, from 0. A `]` right behind `[` or `[!` is in the set."""
    place = glob.find("[")
    while place >= 0:
        first = place + (2 if glob[place + 1 : place + 2] == "!" else 1)
        end = glob.find("]", first + 1)
        if end < 0:
            return place
        place = glob.find("[", end + 1)
    return None


def split_globs(text: str) -> list[str]:
    """Return the globs of a pattern, without spaces around them and without empty ones."""
    return [glob.strip() for glob in text.split("|") if glob.strip()]


@lru_cache(maxsize=64)
def _compile(text: str) -> re.Pattern[str]:
    return re.compile("|".join(translate(glob) for glob in split_globs(text)), re.IGNORECASE)
