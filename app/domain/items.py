"""Which files are one picture: a developed picture, its RAW photograph, the motion of a Live Photo.

Such files are an **item**. Its main file is the developed picture, which every program can show; the others are its
companions. Preview and library both ask `find_main_files`. Decision 1414 has the reasons.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from app.domain.report import FileReport, Kind

RAW_FORMATS = frozenset({"dng", "nef", "cr2", "cr3", "arw", "raf", "orf", "rw2", "pef", "srw"})
LIVE_PICTURES = frozenset({"heic", "jpeg"})
LIVE_MOTION = "mov"
"""Cameras write the motion of a picture as MOV. Generators write a PNG, or another picture, beside an MP4."""
LONGEST_MOTION_S = 5.0
"""A Live Photo has three seconds of motion."""
LARGEST_GAP_S = 10.0
"""Between the capture times of files of one item. A Live Photo begins a second and a half before its picture."""
MOST_FILES = 8
"""If more files share a name or a content identifier, it says nothing."""

KEYWORDS, KEYWORDS_LENGTH = 1_000, 20_000
"""Keywords of an item, and their characters: as many as a file may have (`app/readers/limits.py`)."""

_QUARTER_HOUR_S, _LARGEST_OFFSET_S = 900, 14 * 3600

Value = TypeVar("Value")


class FileRole(StrEnum):
    """What a file is in its item."""

    MAIN = "main"
    """The developed picture, which is listed and shown for the item."""
    RAW = "raw"
    """The RAW photograph that the picture was developed from."""
    MOTION = "motion"
    """The video of a Live Photo."""


class ItemFile(NamedTuple):
    """What decides to which item a file belongs. It must have been read without failure."""

    file_id: int
    path: str
    kind: str | None
    format: str | None
    is_generated: bool
    """Whether it states how it was generated: then it is in no item."""
    duration_s: float | None
    captured_at: str | None
    """ISO 8601, with an offset only if the file states one."""
    content_identifier: str | None
    """What both files of a Live Photo have in common, if the camera was Apple's."""

    @property
    def role(self) -> FileRole:
        """What it could be in an item."""
        if self.kind == Kind.VIDEO:
            return FileRole.MOTION
        return FileRole.RAW if self.format in RAW_FORMATS else FileRole.MAIN


def stem_of(path: str) -> str:
    """Return the path without the extension: files of one item that have no identifier share it."""
    return os.path.splitext(path)[0]


def identity_of(path: str, content_identifier: str) -> str:
    """Return what the files of one Live Photo share: the folder and the content identifier."""
    return f"{os.path.dirname(path)}/{content_identifier}"


def find_main_files(files: Iterable[ItemFile]) -> dict[int, int]:
    """Return the main file's id for each companion, by the companion's id. Other files are alone, or main files.

    `files` must contain all files that share a stem or an identity with one of them; more do no harm.
    """
    groups = _Groups([file for file in files if not file.is_generated and file.kind is not None])
    found = ((file, groups.find_main(file)) for file in groups.files if file.role is not FileRole.MAIN)
    return {file.file_id: main.file_id for file, main in found if main is not None}


class _Groups:
    """Files by what they share."""

    def __init__(self, files: Sequence[ItemFile]) -> None:
        self.files = files
        self._stems = {file.file_id: stem_of(file.path) for file in files}
        self._by_stem = _group((self._stems[file.file_id], file) for file in files)
        self._by_identity = _group(
            (identity_of(file.path, file.content_identifier), file) for file in files if file.content_identifier
        )

    def find_main(self, file: ItemFile) -> ItemFile | None:
        """Return the main file of the item in which `file` is a companion."""
        named_alike = _select_pictures(self._by_stem.get(self._stems[file.file_id], ()))
        if file.role is FileRole.MOTION:
            return self._find_live_picture(file, named_alike)
        picture = _the_only(named_alike)
        return picture if picture is not None and not _are_apart(file, picture) else None

    def _find_live_picture(self, motion: ItemFile, named_alike: Sequence[ItemFile]) -> ItemFile | None:
        if motion.content_identifier is not None:
            shared = self._by_identity.get(identity_of(motion.path, motion.content_identifier), ())
            if identified := _select_pictures(shared):
                return _the_only([file for file in identified if file in named_alike] or identified)
        picture = _the_only(named_alike)
        return picture if picture is not None and _looks_live(picture, motion) else None


def _group(keyed: Iterable[tuple[str, ItemFile]]) -> Mapping[str, Sequence[ItemFile]]:
    groups: dict[str, list[ItemFile]] = defaultdict(list)
    for key, file in keyed:
        groups[key].append(file)
    return {key: files for key, files in groups.items() if 1 < len(files) <= MOST_FILES}


def _select_pictures(files: Sequence[ItemFile]) -> list[ItemFile]:
    return [file for file in files if file.role is FileRole.MAIN]


def _the_only(files: Sequence[ItemFile]) -> ItemFile | None:
    """Return the file if there is one. Of several, none is the picture for certain, and nothing is guessed."""
    return files[0] if len(files) == 1 else None


def _looks_live(picture: ItemFile, motion: ItemFile) -> bool:
    """Whether two files of one name are a Live Photo as cameras write it, where no identifier proves it."""
    return (
        not (picture.content_identifier and motion.content_identifier)
        and picture.format in LIVE_PICTURES
        and motion.format == LIVE_MOTION
        and motion.duration_s is not None
        and motion.duration_s <= LONGEST_MOTION_S
        and not _are_apart(picture, motion)
    )


def _are_apart(one: ItemFile, other: ItemFile) -> bool:
    """Whether the files state capture times that cannot be those of one shot."""
    if one.captured_at == other.captured_at:
        return False
    times = [_parse_time(file.captured_at) for file in (one, other)]
    if times[0] is None or times[1] is None:
        return False
    if (times[0].tzinfo is None) is (times[1].tzinfo is None):
        return abs((times[0] - times[1]).total_seconds()) > LARGEST_GAP_S
    # Only one of them states its offset from UTC, which is a number of quarter hours.
    gap = abs((times[0].replace(tzinfo=None) - times[1].replace(tzinfo=None)).total_seconds())
    beside_quarter = abs(gap - round(gap / _QUARTER_HOUR_S) * _QUARTER_HOUR_S)
    return gap > _LARGEST_OFFSET_S + LARGEST_GAP_S or beside_quarter > LARGEST_GAP_S


def _parse_time(captured_at: str | None) -> datetime | None:
    """Return the moment; None where only a date, or nothing, is known."""
    if captured_at is None or "T" not in captured_at:
        return None
    try:
        return datetime.fromisoformat(captured_at)
    except ValueError:  # a time without minutes, or the 60th second
        return None


# What an item shows


def choose_value(values: Iterable[Value | None]) -> Value | None:
    """Return the value that counts for an item, given those of its files, the main one first: the first that is known.

    A file that states nothing does not take away what another one states.
    """
    return next((value for value in values if value is not None), None)


def join_words(words: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the keywords of an item, given those of its files, the main one first: each once, as many as one file has.

    Case does not distinguish keywords.
    """
    found: dict[str, str] = {}
    left = KEYWORDS_LENGTH
    for word in (word for of_file in words for word in of_file):
        if word.casefold() not in found:
            left -= len(word)
            if left < 0 or len(found) == KEYWORDS:
                break
            found[word.casefold()] = word
    return tuple(found.values())


def merge_reports(main: FileReport, companions: Sequence[FileReport]) -> FileReport:
    """Return the report that stands for an item: the main file's, with what only its companions state.

    Score, favourite and capture time are taken over where the main file has none, and keywords are added. The
    provenance names the file that each came from.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name in ("score", "favourite", "captured_at"):
        stating = next((report for report in companions if getattr(report, name) is not None), None)
        if getattr(main, name) is None and stating is not None:
            values[name] = getattr(stating, name)
            origins[name] = f"{os.path.basename(stating.path)}: {stating.provenance.get(name, name)}"
    reports = (main, *companions)
    words = join_words(report.keywords for report in reports)
    if len(words) > len(main.keywords):
        values["keywords"] = words
        named = [os.path.basename(report.path) for report in companions if report.keywords]
        origins["keywords"] = "; ".join(filter(None, [main.provenance.get("keywords", ""), *named]))
    return replace(main, **values, provenance=main.provenance | origins) if values else main
