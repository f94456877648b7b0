"""Databases and files of other programs, made with their own schemas.

Sources: zanllp/sd-webui-infinite-image-browsing `scripts/iib/db/datamodel.py`; RupertAvery/DiffusionToolkit
`Diffusion.Database/Models/*.cs`, which sqlite-net turns into tables (a bool is an integer, a date a number of ticks);
KDE/digikam `core/data/database/dbconfig.xml.cmake.in`, action “CreateDB”.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

IIB_SCHEMA = """
CREATE TABLE image (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT UNIQUE, exif TEXT, size INTEGER, date TEXT);
CREATE INDEX image_idx_path ON image(path);
CREATE TABLE tag (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, score INTEGER, type TEXT, count INTEGER,
    UNIQUE(name, type) ON CONFLICT REPLACE);
INSERT INTO tag(name, score, type, count) VALUES ('like', 0, 'custom', 0);
ALTER TABLE tag ADD COLUMN color TEXT DEFAULT '';
CREATE TABLE image_tag (image_id INTEGER, tag_id INTEGER, FOREIGN KEY (image_id) REFERENCES image(id),
    FOREIGN KEY (tag_id) REFERENCES tag(id), PRIMARY KEY (image_id, tag_id));
ALTER TABLE image_tag ADD COLUMN created_at TIMESTAMP;
"""

DIFFUSION_TOOLKIT_SCHEMA = """
CREATE TABLE "Image" ("Id" integer primary key autoincrement not null, "RootFolderId" integer, "FolderId" integer,
    "Path" varchar, "FileName" varchar, "Prompt" varchar, "NegativePrompt" varchar, "Steps" integer, "Sampler" varchar,
    "CFGScale" float, "Seed" bigint, "Width" integer, "Height" integer, "ModelHash" varchar, "Model" varchar,
    "BatchSize" integer, "BatchPos" integer, "CreatedDate" bigint, "ModifiedDate" bigint, "CustomTags" varchar,
    "Rating" integer, "Favorite" integer, "ForDeletion" integer, "NSFW" integer, "Unavailable" integer,
    "AestheticScore" float, "HyperNetwork" varchar, "HyperNetworkStrength" float, "ClipSkip" integer, "ENSD" integer,
    "FileSize" bigint, "NoMetadata" integer, "Workflow" varchar, "WorkflowId" varchar, "HasError" integer);
CREATE TABLE "Album" ("Id" integer primary key autoincrement not null, "Name" varchar, "Order" integer,
    "LastUpdated" bigint);
CREATE TABLE "AlbumImage" ("AlbumId" integer, "ImageId" integer);
CREATE UNIQUE INDEX "IDX_AlbumImage" ON "AlbumImage" ("AlbumId", "ImageId");
"""
DIFFUSION_TOOLKIT_TAGS = """
CREATE TABLE "Tag" ("Id" integer primary key autoincrement not null, "Name" varchar);
CREATE TABLE "ImageTag" ("ImageId" integer, "TagId" integer);
"""

DIGIKAM_SCHEMA = """
CREATE TABLE AlbumRoots (id INTEGER PRIMARY KEY, label TEXT, status INTEGER NOT NULL, type INTEGER NOT NULL,
    identifier TEXT, specificPath TEXT, UNIQUE(identifier, specificPath));
CREATE TABLE Albums (id INTEGER PRIMARY KEY, albumRoot INTEGER NOT NULL, relativePath TEXT NOT NULL, date DATE,
    caption TEXT, collection TEXT, icon INTEGER, UNIQUE(albumRoot, relativePath));
CREATE TABLE Images (id INTEGER PRIMARY KEY, album INTEGER, name TEXT NOT NULL, status INTEGER NOT NULL,
    category INTEGER NOT NULL, modificationDate DATETIME, fileSize INTEGER, uniqueHash TEXT, manualOrder INTEGER,
    UNIQUE (album, name));
CREATE TABLE ImageInformation (imageid INTEGER PRIMARY KEY, rating INTEGER, creationDate DATETIME,
    digitizationDate DATETIME, orientation INTEGER, width INTEGER, height INTEGER, format TEXT, colorDepth INTEGER,
    colorModel INTEGER);
CREATE TABLE ImageComments (id INTEGER PRIMARY KEY, imageid INTEGER, type INTEGER, language TEXT, author TEXT,
    date DATETIME, comment TEXT, UNIQUE(imageid, type, language, author));
CREATE TABLE Tags (id INTEGER PRIMARY KEY, pid INTEGER, name TEXT NOT NULL, icon INTEGER, iconkde TEXT,
    UNIQUE (name, pid));
CREATE TABLE TagsTree (id INTEGER NOT NULL, pid INTEGER NOT NULL, UNIQUE (id, pid));
CREATE TABLE ImageTags (imageid INTEGER NOT NULL, tagid INTEGER NOT NULL, UNIQUE (imageid, tagid));
"""
DIGIKAM_TAGS = [
    (1, 0, "_Digikam_Internal_Tags_"),
    (2, 1, "Pick Label Rejected"),
    (3, 1, "Pick Label Accepted"),
    (10, 0, "People"),
    (11, 10, "Anna"),
    (12, 0, "sea"),
]


def write_database(path: Path, schema: str, rows: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write a database; `rows` by the beginning of an INSERT, as `image(id, path)`."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(schema)
        for table, some in rows.items():
            for values in some:
                database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
        database.commit()
    return path


def write_iib(path: Path, *paths: str, size: int = 100) -> Path:
    """Write a database of infinite-image-browsing. The first picture is liked and has two tags, the others one."""
    images = [(number, each, "{}", size, "2024-05-06 07:08:09") for number, each in enumerate(paths, 1)]
    return write_database(
        path,
        IIB_SCHEMA,
        {
            "image": images,
            "tag(id, name, score, type, count)": [
                (2, "sunset", 0, "custom", 1),
                (3, "steps 20", 0, "size", 1),
                (4, "best", 0, "custom", 1),
            ],
            "image_tag(image_id, tag_id)": [
                (1, 1),
                (1, 4),
                *((number, tag) for number in range(1, len(paths) + 1) for tag in (2, 3)),
            ],
        },
    )


def write_diffusion_toolkit(path: Path, *paths: str, with_tags: bool = True) -> Path:
    """Write a database of Diffusion Toolkit: ratings 10, 9 … and two albums that have the first two pictures."""
    columns = "Image(Id, Path, Rating, Favorite, ForDeletion, NSFW, CustomTags, FileSize)"
    rows: dict[str, Sequence[Sequence[Any]]] = {
        columns: [
            (
                number,
                each,
                11 - number,
                int(number == 1),
                0,
                int(number == 2),
                "red, blue" if number == 1 else None,
                100,
            )
            for number, each in enumerate(paths, 1)
        ],
        "Album(Id, Name)": [(1, "Best"), (2, "A/B")],
        "AlbumImage": [(1, 2), (1, 1), (2, 1)],
    }
    if with_tags:
        rows |= {"Tag": [(1, "fox")], "ImageTag": [(1, 1)]}
    return write_database(path, DIFFUSION_TOOLKIT_SCHEMA + (DIFFUSION_TOOLKIT_TAGS if with_tags else ""), rows)


def write_digikam(path: Path, root: str, *names: str) -> Path:
    """Write a database of digiKam. `names` are below `root`; the first has everything, the second is rejected."""
    images = [(number, 1, name, 1, 1, "2024-05-06T07:08:09", 100) for number, name in enumerate(names, 1)]
    return write_database(
        path,
        DIGIKAM_SCHEMA,
        {
            "AlbumRoots": [(1, "Pictures", 0, 1, f"volumeid:?path={root}", "/")],
            "Albums(id, albumRoot, relativePath)": [(1, 1, "/")],
            "Images(id, album, name, status, category, modificationDate, fileSize)": [
                *images,
                (90, 1, "trashed.jpg", 3, 1, None, 100),
            ],
            "ImageInformation(imageid, rating)": [(1, 4), (2, -1), (90, 5)],
            "Tags(id, pid, name)": DIGIKAM_TAGS,
            "ImageTags": [(1, 3), (1, 11), (1, 12), (2, 2)],
            "ImageComments(imageid, type, language, comment)": [
                (1, 1, "de", "Am Meer"),
                (1, 1, "x-default", "At the sea"),
                (1, 3, "x-default", "Sea"),
            ],
        },
    )


def write_takeout(folder: Path, name: str, title: str, **values: Any) -> Path:
    """Write what Google Takeout writes beside a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "title": title,
        "description": "",
        "imageViews": "3",
        "creationTime": {"timestamp": "1600000000", "formatted": "13 Sept 2020"},
        "photoTakenTime": {"timestamp": "1600000000", "formatted": "13 Sept 2020"},
        "geoData": {"latitude": 0.0, "longitude": 0.0},
        "url": "https://photos.google.com/photo/x",
        **values,
    }
    (folder / name).write_text(json.dumps(document), "utf-8")
    return folder / name
