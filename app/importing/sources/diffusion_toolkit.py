"""The database of Diffusion Toolkit, `diffusion-toolkit.db`: ratings, favourites, tags and albums.

Source: RupertAvery/DiffusionToolkit, `Diffusion.Database/Models`: tables `Image`, `Album`, `AlbumImage`, and since 1.9
`Tag` and `ImageTag`. It is Windows' alone, so paths are matched by their last names. Ratings are 1 to 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.review.imports import Placement
from app.importing.entries import WORDS_READ, ImportEntry, ReadEntry, make_values
from app.importing.sources.foreign_database import ForeignDatabase

TABLES = {"image": {"id", "path", "rating", "favorite"}, "album": {"id", "name"}, "albumimage": {"albumid", "imageid"}}
NSFW_KEYWORD = "nsfw"
RATING_MAX = 10

_COLUMNS = ("FileSize", "Rating", "Favorite", "ForDeletion", "NSFW", "CustomTags")
_ALBUMS = """SELECT ImageId, Name FROM AlbumImage JOIN Album ON Album.Id = AlbumId ORDER BY ImageId, AlbumId"""
_TAGS = """SELECT ImageId, Name FROM ImageTag JOIN Tag ON Tag.Id = TagId ORDER BY ImageId, TagId"""


def read_diffusion_toolkit(database: ForeignDatabase) -> Iterator[ReadEntry]:
    """Yield what is known about each picture that was rated, marked, tagged or put into an album."""
    tables = database.tables()
    albums = database.grouped(_ALBUMS)
    has_tags = {"tag", "imagetag"} <= tables.keys()
    tags = database.grouped(_TAGS if has_tags else "SELECT 0 WHERE 0")
    # Earlier versions lack some of the columns.
    columns = ", ".join(name if name.lower() in tables["image"] else f"NULL AS {name}" for name in _COLUMNS)
    for image_id, path, *row in database.rows(f"SELECT Id, Path, {columns} FROM Image ORDER BY Id"):  # noqa: S608
        names = [name for (name,) in albums.take(image_id) if isinstance(name, str)]
        words = [name for (name,) in tags.take(image_id)[:WORDS_READ] if isinstance(name, str)]
        if isinstance(path, str):
            entry = _make_entry(image_id, path, dict(zip(_COLUMNS, row, strict=True)), names, words)
            if not entry.theirs.is_empty:
                yield entry


def _make_entry(image_id: int, path: str, row: Mapping[str, object], albums: list[str], tags: list[str]) -> ImportEntry:
    custom = row["CustomTags"]
    words = [*tags, *(custom.split(",") if isinstance(custom, str) else [])]
    if row["NSFW"] == 1:
        words.append(NSFW_KEYWORD)
    score = convert_rating(row["Rating"])
    values = make_values(
        values={
            "score": -1 if score is None and row["ForDeletion"] == 1 else score,
            "favourite": True if row["Favorite"] == 1 else None,
        },
        keywords=words or None,
        collections=[Placement((name,)) for name in albums],
    )
    size = row["FileSize"]
    return ImportEntry(f"Image {image_id}", (path,), values, size=size if isinstance(size, int) and size > 0 else None)


def convert_rating(rating: object) -> int | None:
    """Return 1 to 5 for 1 to 10: two steps each."""
    if isinstance(rating, bool) or not isinstance(rating, int) or not 1 <= rating <= RATING_MAX:
        return None
    return (rating + 1) // 2
