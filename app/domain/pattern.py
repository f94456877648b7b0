"""The pattern that selects the files to ingest: globs separated by `|`, case-insensitive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate

DEFAULT_PATTERN = (
    "*.png|*.jpg|*.jpeg|*.webp|*.gif|*.bmp|*.tif|*.tiff|*.avif|*.heic|*.heif|*.jxl|*.mp4|*.m4v|*.mov|*.webm|*.mkv"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern. `matches` takes the name of a file without its folder."""

    text: str
    regex: re.Pattern[str]

    def matches(self, name: str) -> bool:
        return self.regex.match(name) is not None


def parse_pattern(text: str) -> Pattern:
    """Parse a text such as `*.mp4|*.png`.

    Raises ValueError if there is no glob in it, or if a glob contains a `/`: patterns match file names, so such a glob
    would never match anything.
    """
    globs = [glob.strip() for glob in text.split("|") if glob.strip()]
    if not globs:
        raise ValueError("the pattern is empty; write globs separated by |, for example *.png|*.mp4")
    for glob in globs:
        if "/" in glob:
            raise ValueError(
                f"the glob {glob!r} names a folder; patterns match file names only, so choose the folder instead"
            )
    return Pattern(text="|".join(globs), regex=re.compile("|".join(translate(glob) for glob in globs), re.IGNORECASE))
