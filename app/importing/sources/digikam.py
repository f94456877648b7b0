"""The database of digiKam, `digikam4.db`: ratings, tags, captions and pick labels.

Source: KDE/digikam, `core/data/database/dbconfig.xml.cmake.in` (tables), `coredbconstants.h` (status of an image, types
of comments), `coredbalbuminfo` (`volumeid:?path=…`, `networkshareid:?mountpath=…`). digiKam's albums are folders, so
they are no collections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from app.importing.entries import WORDS_READ, ImportEntry, ImportRefusedError, ReadEntry, make_values, parse_score
from app.importing.sources.foreign_database import ForeignDatabase

TABLES = {
    "albumroots": {"id", "identifier", "specificpath"},
    "albums": {"id", "albumroot", "relativepath"},
    "images": {"id", "album", "name", "status"},
    "imageinformation": {"imageid", "rating"},
    "tags": {"id", "pid", "name"},
    "imagetags": {"imageid", "tagid"},
}
TAGS_MAX = 500_000
DEPTH_MAX = 32
"""Tags within each other."""

_INTERNAL = "_Digikam_Internal_Tags_"
_REJECTED, _ACCEPTED = "Pick Label Rejected", "Pick Label Accepted"
_TITLE, _COMMENT = 3, 1
_DEFAULT_LANGUAGE = "x-default"

_IMAGES = """SELECT Images.id, albumRoot, relativePath, name, fileSize, modificationDate, rating
    FROM Images JOIN Albums ON Albums.id = Images.album
    LEFT JOIN ImageInformation ON ImageInformation.imageid = Images.id
    WHERE status IN (1, 2) ORDER BY Images.id"""
_TAGS = "SELECT imageid, tagid FROM ImageTags ORDER BY imageid, tagid"
_COMMENTS = "SELECT imageid, type, language, comment FROM ImageComments WHERE type IN (1, 3) ORDER BY imageid, id"


def read_digikam(database: ForeignDatabase) -> Iterator[ReadEntry]:
    """Yield what is known about each picture that is not in the trash."""
    roots, tag_paths = _read_roots(database), _TagPaths(database)
    tags = database.grouped(_TAGS)
    has_comments = "imagecomments" in database.tables()
    comments = database.grouped(_COMMENTS if has_comments else "SELECT 0 WHERE 0")
    for image_id, root, folder, name, size, modified, rating in database.rows(_IMAGES):
        tag_ids = [tag_id for (tag_id,) in tags.take(image_id)[:WORDS_READ]]
        texts = comments.take(image_id)
        if not isinstance(folder, str) or not isinstance(name, str):
            continue
        words = [path for tag_id in tag_ids if (path := tag_paths.path_of(tag_id))]
        picked = {tag_paths.labels.get(tag_id) for tag_id in tag_ids}
        score = parse_score(rating) if rating != -1 else None
        values = make_values(
            values={
                "score": -1 if _REJECTED in picked else score,
                "favourite": True if _ACCEPTED in picked else None,
                "title": _choose_text(texts, _TITLE),
                "note": _choose_text(texts, _COMMENT),
            },
            keywords=words or None,
        )
        if not values.is_empty:
            path = "/".join([roots.get(root, ""), folder.strip("/"), name]).replace("//", "/")
            of_file = size if isinstance(size, int) and size > 0 else None
            yield ImportEntry(f"Images {image_id}", (path,), values, size=of_file, modified_s=_parse_time(modified))


def _read_roots(database: ForeignDatabase) -> dict[Any, str]:
    """Return the folders of the album roots, by id. On a volume that is known by its number only the end is known."""
    roots = {}
    for root_id, identifier, specific in database.rows("SELECT id, identifier, specificPath FROM AlbumRoots"):
        stated = parse_qs(str(identifier or "").partition("?")[2])
        mount = (stated.get("path") or stated.get("mountpath") or [""])[0]
        roots[root_id] = f"{mount.rstrip('/')}/{str(specific or '').strip('/')}".rstrip("/")
    return roots


class _TagPaths:
    """The tags, which belong to each other: `Animals|Cat`."""

    def __init__(self, database: ForeignDatabase) -> None:
        self._tags: dict[Any, tuple[Any, str]] = {}
        for tag_id, parent, name in database.rows("SELECT id, pid, name FROM Tags"):
            if len(self._tags) == TAGS_MAX:
                raise ImportRefusedError(f"{database.path} has more than {TAGS_MAX:,} tags; remove some of them")
            self._tags[tag_id] = (parent, str(name))
        internal = {tag_id for tag_id, (_, name) in self._tags.items() if name == _INTERNAL}
        self.labels: Mapping[Any, str] = {
            tag_id: name for tag_id, (parent, name) in self._tags.items() if parent in internal
        }
        """Names of the tags that digiKam has for itself, by id."""

    def path_of(self, tag_id: Any) -> str | None:
        """Return the names that lead to a tag, or None for one of digiKam's own."""
        names: list[str] = []
        while tag_id in self._tags and len(names) < DEPTH_MAX:
            tag_id, name = self._tags[tag_id]
            names.append(name)
        return None if not names or _INTERNAL in names else "|".join(reversed(names))


def _choose_text(texts: list[tuple[Any, ...]], wanted: int) -> str | None:
    """Return the text of a type, in the default language if it is there."""
    found = {language: text for kind, language, text in reversed(texts) if kind == wanted and isinstance(text, str)}
    return found.get(_DEFAULT_LANGUAGE) or next(iter(reversed(found.values())), None)


def _parse_time(text: object) -> int | None:
    """Return seconds since the epoch of a time that digiKam wrote, by the clock of this computer."""
    try:
        return int(datetime.fromisoformat(text).timestamp()) if isinstance(text, str) else None
    except (ValueError, OverflowError, OSError):
        return None
