"""The database of infinite-image-browsing, `iib.db`: its custom tags, and “like”.

Source: zanllp/sd-webui-infinite-image-browsing, `scripts/iib/db/datamodel.py`: tables `image`, `tag` and `image_tag`.
Tags of the type `custom` are people's own; those of other types were read from the pictures.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.importing.entries import WORDS_READ, ImportEntry, ReadEntry, make_values
from app.importing.sources.foreign_database import ForeignDatabase

TABLES = {"image": {"id", "path"}, "tag": {"id", "name", "type"}, "image_tag": {"image_id", "tag_id"}}
LIKE = "like"

_IMAGES = """SELECT id, path, size FROM image
    WHERE id IN (SELECT image_id FROM image_tag JOIN tag ON tag.id = tag_id WHERE tag.type = 'custom')
    ORDER BY id"""
_TAGS = """SELECT image_id, name FROM image_tag JOIN tag ON tag.id = tag_id
    WHERE tag.type = 'custom' ORDER BY image_id, tag.id"""


def read_infinite_image_browsing(database: ForeignDatabase) -> Iterator[ReadEntry]:
    """Yield what is known about each picture that has custom tags."""
    tags = database.grouped(_TAGS)
    for image_id, path, size in database.rows(_IMAGES):
        names = [name for (name,) in tags.take(image_id)[:WORDS_READ] if isinstance(name, str)]
        if not isinstance(path, str):
            continue
        words = [name for name in names if name != LIKE]
        values = make_values(values={"favourite": True if LIKE in names else None}, keywords=words or None)
        if not values.is_empty:
            yield ImportEntry(f"image {image_id}", (path,), values, size=size if isinstance(size, int) else None)
