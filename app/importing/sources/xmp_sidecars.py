"""XMP sidecars: `a.jpg.xmp` (darktable, digiKam, and exports of Headrace) and `a.xmp` (Adobe).

Sources: XMP specification part 2 (xmp:Rating, xmp:Label, dc:title, dc:description, dc:subject); lr:hierarchicalSubject
as Lightroom writes it; digiKam:TagsList and digiKam:PickLabel as digiKam writes them; docs/EXPORT.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.review.imports import ImportedValues
from app.importing.entries import ImportEntry, ReadEntry, UnreadableEntry, make_values
from app.importing.sources.source_files import FoundFile, SourceFiles, read_small
from app.readers.limits import LIMITS
from app.readers.metadata.xmp import Xmp, parse_xmp
from app.readers.reasons import UnreadableError
from app.readers.sidecars import is_media_name

EXTENSION = ".xmp"
FAVOURITE_LABEL = "Favourite"
_PICK_REJECTED, _PICK_ACCEPTED = "1", "3"
_OWN_NOTES = ("darktable|",)
"""How keywords begin that a program makes for itself."""


def is_xmp(name: str) -> bool:
    return name.lower().endswith(EXTENSION)


def read_xmp_sidecars(files: SourceFiles) -> Iterator[ReadEntry]:
    """Yield what each sidecar says. Paths are those beside it, so the folders may be copies of the library's."""
    for found in files.walk():
        if is_xmp(found.name):
            entry = _read(found)
            if isinstance(entry, UnreadableEntry) or not entry.theirs.is_empty:
                yield entry


def _read(found: FoundFile) -> ReadEntry:
    try:
        packet = parse_xmp(read_small(found.path), LIMITS)
    except UnreadableError as error:
        return UnreadableEntry(found.path, str(error))
    owner = found.path[: -len(EXTENSION)]
    stated = packet.find_first("photoshop:SidecarForExtension")
    has_extension = is_media_name(owner)
    if not has_extension and stated is not None:
        owner, has_extension = f"{owner}.{stated}", True
    return ImportEntry(found.path, (owner,), read_values(packet), has_extension)


def read_values(packet: Xmp) -> ImportedValues:
    """Return what a packet says of what the library keeps."""
    pick = packet.find_first("digiKam:PickLabel")
    is_favourite = pick == _PICK_ACCEPTED or packet.find_first("xmp:Label") == FAVOURITE_LABEL
    rating = packet.find_rating()
    values: dict[str, Any] = {
        "score": -1 if rating is None and pick == _PICK_REJECTED else rating,
        "favourite": True if is_favourite else None,
        "title": packet.find_first("dc:title"),
        "note": packet.find_first("dc:description"),
    }
    keywords = list(list_keywords(packet))
    return make_values(values=values, keywords=keywords or None)


def list_keywords(packet: Xmp) -> Iterable[str]:
    """Return the keywords; one of a hierarchy is its whole path, `animals|cat`.

    Programs repeat the parts of paths in dc:subject: those are no keywords of their own.
    """
    paths = [*packet.values.get("lr:hierarchicalSubject", ())]
    if not paths:
        paths = [path.replace("/", "|") for path in packet.values.get("digiKam:TagsList", ())]
    parts = {part.strip().casefold() for path in paths for part in path.split("|")}
    yield from (path for path in paths if not path.startswith(_OWN_NOTES))
    yield from (word for word in packet.values.get("dc:subject", ()) if word.casefold() not in parts)
