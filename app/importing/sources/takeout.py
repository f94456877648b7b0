"""Google Takeout of Google Photos: a JSON file beside each picture, and one for each album.

There is no description of it by Google. What is known: docs of PhotoPrism and Immich, and the programs
TheLastGimbus/GooglePhotosTakeoutHelper and simulot/immich-go. `a.jpg.json`, since 2024
`a.jpg.supplemental-metadata.json`; the name is cut so that it has at most 46 characters before `.json`, and that of the
picture at most 47 before its extension; the counter of a repeated name stands at the end, `a.jpg(1).json` for
`a(1).jpg`; `a-edited.jpg` has no file of its own. An album's folder has `metadata.json` with its title.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from app.domain.review.imports import ImportedValues, Placement
from app.importing.entries import ImportEntry, ReadEntry, UnreadableEntry, make_values
from app.importing.sources.source_files import FoundFile, SourceFiles, read_small
from app.readers.reasons import UnreadableError

EXTENSION = ".json"
EDITED = ("edited", "bearbeitet", "modifié", "editado", "modificato", "bewerkt", "edytowane", "redigerad", "redigert")
"""What Google adds to the name of an edited picture, in some of its languages."""
YEAR_FOLDERS = ("Photos from {}", "Fotos von {}")
"""Folders in which Google has all pictures of a year, in English and German."""
NAME_LENGTH = 51
"""Characters of a picture's name, with its extension."""
PEOPLE_MAX = 1_000

_SUPPLEMENT = "supplemental-metadata"
_COUNTED = re.compile(r"(.*)(\(\d{1,6}\))")
_REPLACED = re.compile(r"""[\\/:*?"<>|&%'=+#^~]""")
_ALBUM_NAMES = re.compile(r"(?:metadata|metadaten|métadonnées|metadatos|metadati)(?:\(\d+\))?\.json", re.IGNORECASE)
_YEAR = re.compile(r"\w+ \w+ (?:19|20)\d\d")
"""Photos from 2024, Fotos von 2024: folders of Google's own."""


def is_takeout(document: object) -> bool:
    """Whether a JSON document is one that Takeout writes beside a picture."""
    return isinstance(document, Mapping) and isinstance(document.get("title"), str) and "photoTakenTime" in document


def read_takeout(files: SourceFiles) -> Iterator[ReadEntry]:
    """Yield what is said about each picture. JSON files of other kinds are passed over."""
    find_album = lru_cache(maxsize=1)(_read_album)
    for found in files.walk():
        if not found.name.lower().endswith(EXTENSION) or _ALBUM_NAMES.fullmatch(found.name):
            continue
        try:
            document = parse_json(read_small(found.path))
        except UnreadableError as error:
            yield UnreadableEntry(found.path, str(error))
            continue
        if is_takeout(document):
            yield from _make_entries(found, document, find_album(files, found.folder))


def parse_json(data: bytes) -> Any:
    """Return the document. Raises UnreadableError."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise UnreadableError("it is not valid JSON; extract it from the archive again") from None


def _make_entries(found: FoundFile, document: Mapping[str, Any], album: str | None) -> Iterator[ImportEntry]:
    values = read_values(document, album)
    if values.is_empty:
        return
    names = list_names(found.name, document["title"])
    folders = [found.folder, *_list_year_folders(found.folder, document)]
    yield ImportEntry(found.path, _join(folders, names), values)
    edited = [_add_to_stem(name, f"-{word}") for name in names for word in EDITED]
    yield ImportEntry(found.path, _join(folders, edited), values, is_optional=True)


def _join(folders: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(os.path.join(folder, name) for folder in folders for name in names)


def _list_year_folders(folder: str, document: Mapping[str, Any]) -> list[str]:
    """Return the folders that may have the same picture: those of albums have copies, which people delete."""
    taken = document["photoTakenTime"]
    try:
        year = datetime.fromtimestamp(int(taken["timestamp"]), UTC).year
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return []
    return [os.path.join(os.path.dirname(folder), words.format(year)) for words in YEAR_FOLDERS]


def read_values(document: Mapping[str, Any], album: str | None) -> ImportedValues:
    """Return what a document says: favourite, description, people, archived, and the album that it is in."""
    people: Any = document.get("people")
    named = people[:PEOPLE_MAX] if isinstance(people, list) else []
    words = [each["name"] for each in named if isinstance(each, dict) and isinstance(each.get("name"), str)]
    note = document.get("description")
    return make_values(
        values={
            "favourite": True if document.get("favorited") is True else None,
            "note": note if isinstance(note, str) else None,
            "hidden": True if document.get("archived") is True else None,
        },
        keywords=words or None,
        collections=[Placement((album,))] if album else [],
    )


def list_names(name: str, title: str) -> list[str]:
    """Return the names that the picture may have whose metadata is in the file `name`, the likeliest first."""
    base = name[: -len(EXTENSION)]
    counter = ""
    if counted := _COUNTED.fullmatch(base):
        base, counter = counted[1], counted[2]
    stem, _, end = base.rpartition(".")
    if stem and _SUPPLEMENT.startswith(end.lower()):
        base = stem
    title = _REPLACED.sub("_", title)
    wanted = [title]
    if os.path.splitext(base)[1]:
        wanted.insert(0, base)
    stem, extension = os.path.splitext(title)
    wanted.append(f"{stem[: NAME_LENGTH - len(extension)]}{extension}")
    return list(dict.fromkeys(_add_to_stem(each, counter) for each in wanted if each))


def _add_to_stem(name: str, addition: str) -> str:
    stem, extension = os.path.splitext(name)
    return f"{stem}{addition}{extension}"


def _read_album(files: SourceFiles, folder: str) -> str | None:
    """Return the title of the album that a folder is; None if it is none."""
    for name in files.list_files(folder):
        if _ALBUM_NAMES.fullmatch(name):
            try:
                document = parse_json(read_small(os.path.join(folder, name)))
            except UnreadableError:
                return os.path.basename(folder)
            title = document.get("title") if isinstance(document, dict) else None
            return title if isinstance(title, str) and title.strip() and not _YEAR.fullmatch(title) else None
    return None
