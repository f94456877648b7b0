"""The tree of the library's folders: every count is that of a scan of all paths."""

from __future__ import annotations

import random
from pathlib import PurePosixPath

import numpy as np
import pytest

from app.catalog import Catalog, FolderLevel
from app.domain.review.library_edits import LibraryEdit
from app.ingest.review.keywords import join_file_keywords
from tests.catalog.search.support import add, wait_until_indexed
from tests.catalog.support import full_report

pytest_plugins = ["tests.catalog.fixtures"]


def level(catalog: Catalog, folder: str, roots: tuple[str, ...] = (), offset: int = 0, limit: int = 100) -> FolderLevel:
    (found,) = catalog.search.folder_levels([folder], roots, offset=offset, limit=limit).result()
    return found


def do(catalog: Catalog, file_id: int, edit: LibraryEdit) -> None:
    ids = np.array([file_id], np.int64)
    catalog.library_edits.make_step(ids, edit, join_file_keywords, lambda *_: None, who="ann", at=5.0).result()
    wait_until_indexed(catalog)


def paths(found: FolderLevel) -> list[str]:
    return [each.path for each in found.folders]


def test_every_folder_has_the_files_below_it(catalog: Catalog) -> None:
    dice = random.Random(7)
    names = ["a", "b", "a b", "x\udcff", "Ünï", "10", "9"]
    files = [
        f"/media/{'/'.join(dice.choices(names, k=dice.randint(0, 4)))}/{number}.png".replace("//", "/")
        for number in range(200)
    ]
    add(catalog, "s", [full_report(path, number=number) for number, path in enumerate(files)])
    above = [{str(folder) for folder in PurePosixPath(path).parents} for path in files]
    folders = set.union(*above)
    waiting, seen = ["/media"], set()
    while waiting:
        folder = waiting.pop()
        found = level(catalog, folder)
        assert set(paths(found)) == {each for each in folders if each.rpartition("/")[0] == folder}
        assert found.total == len(found.folders)
        for each in found.folders:
            assert each.files == sum(each.path in those for those in above)
            assert each.has_folders == any(other.startswith(f"{each.path}/") for other in folders)
        waiting += paths(found)
        seen |= set(paths(found))
    assert seen == folders - {"/", "/media"}


def test_a_level_is_listed_in_parts_by_name_as_people_sort(catalog: Catalog) -> None:
    names = ["part 10", "Part 2", "part 1", "ä", "Z"]
    add(catalog, "s", [full_report(f"/m/{name}/1.png", number=at) for at, name in enumerate(names)])
    found = level(catalog, "/m")
    assert paths(found) == ["/m/part 1", "/m/Part 2", "/m/part 10", "/m/Z", "/m/ä"]
    part = level(catalog, "/m", offset=1, limit=2)
    assert (paths(part), part.total) == (["/m/Part 2", "/m/part 10"], 5)
    assert level(catalog, "/unknown") == FolderLevel("/unknown", [], 0)


@pytest.mark.parametrize(
    ("roots", "tops"),
    [
        (("/data/photos", "/nothing"), ["/data/photos", "/old/a"]),
        (("/",), ["/"]),
        ((), ["/data/photos", "/old/a"]),
        (("/data/photos/2024",), ["/data/photos/2023", "/data/photos/2024", "/old/a"]),
        (("/old/a/b",), ["/data/photos", "/old/a"]),
        (("/old", "/old/a/c"), ["/data/photos", "/old"]),
    ],
)
def test_the_top_has_the_roots_and_what_is_outside_of_them(
    catalog: Catalog, roots: tuple[str, ...], tops: list[str]
) -> None:
    files = ("/data/photos/2024/1.png", "/data/photos/2023/2.png", "/old/a/3.png", "/old/a/b/4.png", "/old/a/c/5.png")
    add(catalog, "s", [full_report(path, number=at) for at, path in enumerate(files)])
    assert paths(level(catalog, "", roots)) == tops


def test_files_that_are_hidden_removed_or_added_later_are_followed(catalog: Catalog) -> None:
    add(catalog, "s", [full_report(f"/m/{at % 2}/{at}.png", number=at) for at in range(4)])
    assert [each.files for each in level(catalog, "/m").folders] == [2, 2]
    first, second, *_ = catalog.library.page(limit=4).result()
    do(catalog, first.file_id, LibraryEdit(values={"hidden": True}))
    assert sorted(each.files for each in level(catalog, "/m").folders) == [1, 2]
    do(catalog, second.file_id, LibraryEdit(removes=True))
    assert sum(each.files for each in level(catalog, "/m").folders) == 2
    add(catalog, "t", [full_report("/m/new/deep/1.png", number=9)])
    assert "/m/new" in paths(level(catalog, "/m"))
    assert [(each.path, each.files) for each in level(catalog, "/m/new").folders] == [("/m/new/deep", 1)]


def test_a_folder_that_is_very_deep_is_found(catalog: Catalog) -> None:
    deep = "/m" + "/x" * 1_900
    add(catalog, "s", [full_report(f"{deep}/1.png")])
    assert paths(level(catalog, "")) == [deep]
