"""The pattern a user types to say which files to ingest: globs separated by `|`, any case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate

DEFAULT_PATTERN = (
    "*.png|*.jpg|*.jpeg|*.webp|*.gif|*.bmp|*.tif|*.tiff|*.avif|*.heic|*.heif|*.jxl|*.mp4|*.m4v|*.mov|*.webm|*.mkv"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern; `matches` takes a file's name without its folder."""

    text: str
    regex: re.Pattern[str]

    def matches(self, name: str) -> bool:
        return self.regex.match(name) is not None


def parse_pattern(text: str) -> Pattern:
    """`*.mp4|*.png` → a `Pattern`.

    Raises ValueError when nothing is left after splitting, or a glob names a folder: patterns match
    file names, and a `/` would silently match nothing.
    """
    globs = [glob.strip() for glob in text.split("|") if glob.strip()]
    if not globs:
        raise ValueError("the pattern is empty; write globs separated by |, for example *.png|*.mp4")
    for glob in globs:
        if "/" in glob:
            raise ValueError(f"the glob {glob!r} names a folder; patterns match file names, choose folders instead")
    return Pattern(text="|".join(globs), regex=re.compile("|".join(translate(glob) for glob in globs), re.IGNORECASE))
