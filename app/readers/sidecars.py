"""Sidecar files beside a file: XMP and scores. They never change what the file itself states."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from app.domain.report import Failure, Step
from app.readers.limits import Limits
from app.readers.options import ReadOptions
from app.readers.reasons import UnreadableError, capture_failure
from app.readers.source import open_source


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


def read_sidecars(path: str, options: ReadOptions, limits: Limits) -> Sidecars:
    """Read the sidecars of the file `path`, the score only where `options` ask for it. Never raises."""
    return Sidecars(
        xmp=capture_failure(Step.SIDECAR, lambda: read_xmp_sidecar(path, limits)),
        score=capture_failure(Step.SIDECAR, lambda: read_score_sidecar(path, limits)) if options.scores else None,
    )


def read_score_sidecar(path: str, limits: Limits) -> Score | None:
    """Read `.scores/<file name>.json` in the file's folder: `{"score": -1…5, "favourite": true|false}`.

    Return None when there is none. Raises UnreadableError when its content is not valid.
    """
    folder, name = os.path.split(path)
    data = _read_small(os.path.join(folder, ".scores", name + ".json"), limits)
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


def read_xmp_sidecar(path: str, limits: Limits) -> bytes | None:
    """Read `x.jpg.xmp` (darktable, digiKam), or else `x.xmp` (Adobe). Return None when there is neither."""
    stem = os.path.splitext(path)[0]
    for candidate in (f"{path}.xmp", f"{stem}.xmp", f"{path}.XMP", f"{stem}.XMP"):
        data = _read_small(candidate, limits)
        if data is not None:
            return data
    return None


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


def _read_small(path: str, limits: Limits) -> bytes | None:
    """Read a sidecar. Most files have none, so the cheap check for existence comes first."""
    if not os.path.lexists(path):
        return None
    with open_source(path, limits) as source:
        if source.size > limits.sidecar_bytes:
            raise UnreadableError(f"the sidecar is larger than {limits.sidecar_bytes >> 20} MB")
        return source.read_all()
