"""The options that a user chooses before starting a session."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.pattern import parse_pattern

DEFAULT_NSFW_THRESHOLD = 0.7


@dataclass(frozen=True, slots=True)
class Parameters:
    """The options of one session. Raises ValueError on creation if one is invalid."""

    directories: tuple[str, ...]
    """Absolute, resolved paths inside the media roots."""
    pattern: str
    recursive: bool = True
    enable_nsfw_detection: bool = True
    nsfw_threshold: float = DEFAULT_NSFW_THRESHOLD
    extract_metadata: bool = True
    extract_keywords: bool = True
    import_scores: bool = True
    read_pixels: bool = True
    """Decode pictures. Without it, files are read as far as that needs no pixels, and a later session can go on."""
    skip_existing: bool = True
    max_files: int | None = None
    """Stop discovery after this many files; None for no limit."""

    def __post_init__(self) -> None:
        if not self.directories:
            raise ValueError("no folder was chosen; choose at least one")
        if not 0 <= self.nsfw_threshold <= 1:
            raise ValueError(f"nsfw_threshold is {self.nsfw_threshold}; it must be between 0 and 1")
        if self.max_files is not None and self.max_files < 1:
            raise ValueError(f"max_files is {self.max_files}; it must be at least 1; leave it out to process all files")
        parse_pattern(self.pattern)
