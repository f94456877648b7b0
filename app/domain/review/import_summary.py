"""Where values are imported from, and what a step says that imported them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ImportKind(StrEnum):
    """Where values come from."""

    HEADRACE = "headrace"
    """A table that `headrace export table` wrote."""
    XMP = "xmp"
    TAKEOUT = "takeout"
    """Google Photos."""
    CAPTIONS = "captions"
    """Text files beside pictures."""
    INFINITE_IMAGE_BROWSING = "infinite-image-browsing"
    DIFFUSION_TOOLKIT = "diffusion-toolkit"
    DIGIKAM = "digikam"


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import changes, or changed: numbers of files, unless it says otherwise."""

    kind: ImportKind
    files: int = 0
    """Files that are changed in any way."""
    scores: int = 0
    favourites: int = 0
    keywords: int = 0
    titles: int = 0
    notes: int = 0
    hidden: int = 0
    collected: int = 0
    """Files that are put into collections."""
    collections: int = 0
    """Collections that are made."""
    kept: int = 0
    """Files that keep values although the source has others."""
    full: int = 0
    """Files that cannot have all of the keywords."""
    refused: int = 0
    """Collections that cannot be made, because there are too many."""
    created: tuple[int, ...] = ()
    """Of a step: ids of the collections that it made."""

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ImportSummary:
        return cls(**{**document, "kind": ImportKind(document["kind"]), "created": tuple(document["created"])})


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing from another program would change."""

    token: str
    """Names what it says: two plans that say the same have the same token."""
    summary: ImportSummary
