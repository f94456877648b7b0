"""Sidecar files beside a file: XMP and scores. They never change what the file itself states.

`x.jpg.xmp` belongs to `x.jpg` alone. `x.xmp` may lie beside `x.CR2`, `x.JPG` and `x.MOV`: it belongs to the one that
its `photoshop:SidecarForExtension` names; without that, to the RAW photograph, else to the picture, else to the video.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.report import Failure, Kind, Step
from app.readers.disk.no_links import enter_subfolder
from app.readers.formats import FORMATS, PHOTOGRAPHS
from app.readers.limits import Limits
from app.readers.metadata.packets.encoding import decode_packet
from app.readers.options import ReadOptions
from app.readers.reasons import UnreadableError, capture_failure
from app.readers.source import Source, open_source_in
from app.system import stat_below

_UNREAD_PHOTOGRAPHS = (
    ".3fr", ".crw", ".dcr", ".erf", ".fff", ".gpr", ".iiq", ".kdc", ".mef", ".mos", ".raw", ".rwl", ".sr2", ".srf",
    ".x3f",
)  # fmt: skip
_RAW_EXTENSIONS = (*(extension for known in PHOTOGRAPHS for extension in known.extensions), *_UNREAD_PHOTOGRAPHS)
"""RAW photographs, whether they are read or not: programs write `x.xmp` for these first of all."""
_STILL_EXTENSIONS = tuple(name for known in FORMATS if known.kind is Kind.IMAGE for name in known.extensions)
_VIDEO_EXTENSIONS = tuple(name for known in FORMATS if known.kind is Kind.VIDEO for name in known.extensions)
_SIDECAR_FOR = re.compile(r"""\bSidecarForExtension\s{0,9}(?:=\s{0,9}["']|>)\s{0,9}([A-Za-z0-9]{1,10})\s{0,9}["'<]""")
SIDECAR_EXTENSIONS = (".xmp",)
"""Extensions of the files that are read beside others. Score sidecars have a folder of their own."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a score sidecar states: -1 (rejected) … 5, and whether the file is a favourite."""

    score: int | None
    favourite: bool | None


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The sidecars of one file, each as its content or as the reason why it could not be read. None: there is none."""

    xmp: bytes | Failure | None = None
    score: Score | Failure | None = None


def read_sidecars(source: Source, options: ReadOptions) -> Sidecars:
    """Read the sidecars of the open file, the score only where `options` ask for it. Never raises."""
    return Sidecars(
        xmp=capture_failure(Step.SIDECAR, lambda: read_xmp_sidecar(source)),
        score=capture_failure(Step.SIDECAR, lambda: read_score_sidecar(source)) if options.scores else None,
    )


def read_score_sidecar(source: Source) -> Score | None:
    """Read `.scores/<file name>.json` in the file's folder: `{"score": -1…5, "favourite": true|false}`.

    Return None when there is none. Raises UnreadableError when its content is not valid, OSError when it
    cannot be read.
    """
    try:
        with enter_subfolder(source.folder, ".scores") as scores:
            data = _read_small(scores, source.name + ".json", source.limits)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if data is None:
        return None
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise UnreadableError("the score sidecar is not valid JSON") from None
    if not isinstance(document, dict):
        raise UnreadableError("the score sidecar is not a JSON object")
    favourite = document.get("favourite", document.get("favorite"))
    return Score(_check_score(document.get("score")), _check_favourite(favourite))


def read_xmp_sidecar(source: Source) -> bytes | None:
    """Read `x.jpg.xmp` (darktable, digiKam), or else `x.xmp` (Adobe). Return None when neither is there for this file.

    Raises UnreadableError when `x.xmp` says that it belongs to a file that is not there.
    """
    for candidate in (f"{source.name}.xmp", f"{source.name}.XMP"):
        if (data := _read_small(source.folder, candidate, source.limits)) is not None:
            return data
    stem, extension = os.path.splitext(source.name)
    for candidate in (f"{stem}.xmp", f"{stem}.XMP"):
        data = _read_small(source.folder, candidate, source.limits)
        if data is not None and _is_owner(source.folder, stem, extension, data):
            return data
    return None


def _is_owner(folder: int, stem: str, extension: str, sidecar: bytes) -> bool:
    """Whether `x.xmp` belongs to `x` with this extension, by what it states itself, else by the files beside it."""
    stated = _SIDECAR_FOR.search(decode_packet(sidecar).text)
    if stated is None:
        return not _is_any_there(folder, stem, _list_better_owners(extension.lower()))
    named = f".{stated[1]}"
    if named.lower() != extension.lower() and not _is_any_there(folder, stem, [named]):
        raise UnreadableError(
            f"the XMP sidecar says that it belongs to the {stated[1].upper()} file of this name, which is not here, so "
            "it was not read"
        )
    return named.lower() == extension.lower()


def is_media_name(name: str) -> bool:
    """Whether a name ends like that of a picture or a video."""
    return name.lower().endswith((*_RAW_EXTENSIONS, *_STILL_EXTENSIONS, *_VIDEO_EXTENSIONS))


def rank_owner(name: str) -> int:
    """Return the lowest number for the file to which `x.xmp` belongs, of several whose names begin with `x`."""
    kinds = (_RAW_EXTENSIONS, _STILL_EXTENSIONS, _VIDEO_EXTENSIONS)
    return next((rank for rank, kind in enumerate(kinds) if name.lower().endswith(kind)), len(kinds))


def _list_better_owners(extension: str) -> Iterable[str]:
    """Return the extensions of files to which `x.xmp` would belong rather than to one with this extension."""
    if extension in _RAW_EXTENSIONS:
        return ()
    return (*_RAW_EXTENSIONS, *_STILL_EXTENSIONS) if extension in _VIDEO_EXTENSIONS else _RAW_EXTENSIONS


def _is_any_there(folder: int, stem: str, extensions: Iterable[str]) -> bool:
    """Whether there is such a file, in small or in capital letters. A folder may be too long to be listed each time."""
    return any(
        _exists(folder, f"{stem}{spelling}")
        for extension in extensions
        for spelling in dict.fromkeys((extension, extension.lower(), extension.upper(), f".{extension[1:].title()}"))
    )


def _check_score(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1 or not -1 <= value <= 5:
        raise UnreadableError("the score sidecar's score is not a whole number from -1 to 5")
    return int(value)


def _check_favourite(value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise UnreadableError("the score sidecar's favourite is neither true nor false")
    return value


def _read_small(folder: int, name: str, limits: Limits) -> bytes | None:
    """Read a sidecar. Most files have none, so the cheap check for existence comes first."""
    if not _exists(folder, name):
        return None
    with open_source_in(folder, name, limits) as source:
        if source.size > limits.sidecar_bytes:
            raise UnreadableError(f"the sidecar is larger than {limits.sidecar_bytes >> 20} MB")
        return source.read_all()


def _exists(folder: int, name: str) -> bool:
    try:
        stat_below(name, folder)
    except OSError:
        return False
    return True
