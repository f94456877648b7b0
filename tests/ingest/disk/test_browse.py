"""Browsing and counting enter no folder that became a link."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog import Catalog
from app.ingest.disk import browse
from app.ingest.disk.browse import count_file_types, list_roots, list_subfolders
from app.ingest.disk.mounts import FolderState


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that became a link after its path was checked; the link leads to one with a file and a folder."""
    (tmp_path / "outside/inside").mkdir(parents=True)
    (tmp_path / "outside/a.png").write_bytes(b"12345")
    (tmp_path / "media").symlink_to(tmp_path / "outside")
    return tmp_path / "media"


def test_what_is_really_there_is_listed_and_counted(folder: Path) -> None:
    real = folder.parent / "outside"
    assert list_subfolders(str(real)) == [str(real / "inside")]
    [kind] = count_file_types([str(real)], recursive=True).types
    assert (kind.extension, kind.count, kind.bytes) == (".png", 1, 5)


def test_nothing_behind_a_link_is_listed(folder: Path) -> None:
    for path in (folder, folder / "inside"):
        with pytest.raises(OSError, match="leads through a symbolic link"):
            list_subfolders(str(path))


def test_nothing_behind_a_link_is_counted(folder: Path) -> None:
    assert count_file_types([str(folder)], recursive=True).types == []
    assert count_file_types([str(folder / "inside")], recursive=False).types == []


def test_a_folder_that_is_away_is_no_empty_one(tmp_path: Path) -> None:
    for name in ("full", "empty", "away"):
        (tmp_path / name).mkdir()
    (tmp_path / "full/a.png").write_bytes(b"12345")
    roots = tuple(tmp_path / name for name in ("full", "empty", "away"))
    (tmp_path / "away").rmdir()
    catalog = Catalog(f"sqlite:///{tmp_path}/catalog.db")
    states = [folder.state for folder in list_roots(catalog, roots)]
    catalog.close()
    assert states == [FolderState.POPULATED, FolderState.EMPTY, FolderState.UNREACHABLE]


def test_counting_stops_at_once_when_nobody_waits_any_more(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.png").write_bytes(b"12345")
    found = count_file_types([str(tmp_path)], recursive=True, should_stop=lambda: True)
    assert (found.complete, found.matching) == (False, 1)


def test_counting_stops_when_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(2_000):
        (tmp_path / f"{number}.png").touch()
    monkeypatch.setattr(browse, "COUNTING_BUDGET_S", 0.0)
    found = count_file_types([str(tmp_path)], recursive=True)
    assert not found.complete
    assert 1 <= found.matching < 2_000
