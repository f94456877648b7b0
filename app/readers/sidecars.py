"""What lies beside a file: XMP sidecars and score sidecars. None of them may change what the file itself says."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from app.readers.limits import Limits
from app.readers.reasons import UnreadableError
from app.readers.source import open_source


@dataclass(frozen=True, slots=True)
class Score:
    """A score sidecar's word: -1 (rejected) … 5, and whether the file is a favourite."""

    score: int | None
    favourite: bool | None


def read_score_sidecar(path: str, limits: Limits) -> Score | None:
    """`.scores/<file name>.json` in the file's folder: `{"score": -1…5, "favourite": true|false}`.

    None when there is none. Raises UnreadableError when it is there and says nothing valid.
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
    return Score(
        _check_score(document.get("score")), _check_favourite(document.get("favourite", document.get("favorite")))
    )


def read_xmp_sidecar(path: str, limits: Limits) -> bytes | None:
    """`x.jpg.xmp` (darktable, digiKam), or else `x.xmp` (Adobe); None when there is neither."""
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
    """A sidecar's bytes; the look first, because most files have none and asking must cost little."""
    if not os.path.lexists(path):
        return None
    with open_source(path, limits) as source:
        if source.size > limits.sidecar_bytes:
            raise UnreadableError(f"the sidecar is larger than {limits.sidecar_bytes >> 20} MB")
        return source.read_all()
