"""Which library file an entry is about: each rule, and when none decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.catalog import Catalog
from app.domain.review.imports import ImportedValues, MatchedBy, NotMatched
from app.importing.entries import ImportEntry
from app.importing.matching import Match, Matcher
from tests.catalog.items import add, photo
from tests.support.libraries import write_empty_library

FILES = {
    "/media/2024/a.jpg": (100, 7),
    "/media/2025/a.jpg": (200, 8),
    "/media/2024/b.jpg": (100, 9),
    "/media/2024/c.cr2": (100, 10),
    "/media/2024/c.jpg": (100, 11),
    "/media/2024/d.png": (100, 12),
    "/media/2024/d.jpg": (100, 13),
    "/media/x/deep/e.png": (1, 14),
    "/media/y/deep/e.png": (1, 14),
    "/media/x/one/image.png": (5, 20),
    "/media/x/two/image.png": (5, 40),
    "/media/Über/Straße.png": (1, 1),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Matcher, dict[int, str]]]:
    database = tmp_path_factory.mktemp("matching") / "catalog.db"
    write_empty_library(database)
    catalog = Catalog(f"sqlite:///{database}")
    reports = (replace(photo(path), size=size, mtime_ns=at * 10**9) for path, (size, at) in FILES.items())
    add(catalog, "first", *reports)
    yield (
        Matcher(catalog.library.keys().result(), catalog),
        {file.file_id: file.report.path for file in catalog.library.page().result()},
    )
    catalog.close()


def content_of(path: str) -> str:
    report = photo(path)
    assert report.hashes is not None
    return str(report.hashes.content)


ENTRIES: dict[str, tuple[dict[str, object], str | NotMatched, MatchedBy | None]] = {
    "the path": ({"paths": ("/media/2024/a.jpg",), "size": 999}, "/media/2024/a.jpg", MatchedBy.PATH),
    "one of two paths": ({"paths": ("/x/y.jpg", "/media/2024/a.jpg")}, "/media/2024/a.jpg", MatchedBy.PATH),
    "the hash": (
        {"paths": ("/old/z.jpg",), "content_hash": content_of("/media/2024/b.jpg")},
        "/media/2024/b.jpg",
        MatchedBy.HASH,
    ),
    "a folder of another computer": ({"paths": ("D:\\Bilder\\2025\\A.JPG",)}, "/media/2025/a.jpg", MatchedBy.FOLDER),
    "a part of a path": ({"paths": ("2024/b.jpg",)}, "/media/2024/b.jpg", MatchedBy.FOLDER),
    "another form of Unicode": ({"paths": ("U\u0308ber/STRASSE.png",)}, "/media/Über/Straße.png", MatchedBy.FOLDER),
    "deeper folders": ({"paths": ("/old/y/deep/e.png",)}, "/media/y/deep/e.png", MatchedBy.FOLDER),
    "folders that do not decide": ({"paths": ("/old/deep/e.png",)}, NotMatched.AMBIGUOUS, None),
    "another size": ({"paths": ("/old/2024/b.jpg",), "size": 7}, NotMatched.OTHER_SIZE, None),
    "name and size": ({"paths": ("/old/a.jpg",), "size": 200}, "/media/2025/a.jpg", MatchedBy.SIZE),
    "name and time": ({"paths": ("/old/image.png",), "modified_s": 21}, "/media/x/one/image.png", MatchedBy.TIME),
    "size, then time": (
        {"paths": ("/old/image.png",), "size": 5, "modified_s": 40},
        "/media/x/two/image.png",
        MatchedBy.TIME,
    ),
    "a size that is not the only one": ({"paths": ("/old/image.png",), "size": 5}, NotMatched.UNKNOWN, None),
    "a name alone": ({"paths": ("b.jpg",)}, NotMatched.UNKNOWN, None),
    "no name": ({"paths": ("",)}, NotMatched.UNKNOWN, None),
    "a huge size": ({"paths": ("/old/a.jpg",), "size": 1 << 80}, NotMatched.UNKNOWN, None),
    "any extension: RAW first": (
        {"paths": ("/media/2024/c",), "has_extension": False},
        "/media/2024/c.cr2",
        MatchedBy.PATH,
    ),
    "any extension: two pictures": ({"paths": ("/media/2024/d",), "has_extension": False}, NotMatched.AMBIGUOUS, None),
    "any extension elsewhere": (
        {"paths": ("/old/2024/b",), "has_extension": False},
        "/media/2024/b.jpg",
        MatchedBy.FOLDER,
    ),
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_matched_only_if_one_file_is_left(entry: str, library: tuple[Matcher, dict[int, str]]) -> None:
    matcher, paths = library
    values, wanted, by = ENTRIES[entry]
    (found,) = matcher.match([ImportEntry("test", theirs=ImportedValues({"score": 1}), **values)])  # type: ignore[arg-type]
    if isinstance(found, Match):
        assert (paths[found.file_id], found.by) == (wanted, by)
    else:
        assert found is wanted
