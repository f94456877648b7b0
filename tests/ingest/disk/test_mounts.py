"""A file counts as missing only where the folders above it are mounted."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ingest.disk.mounts import MountCheck, explain_unmounted, select_mounted


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root/below").mkdir(parents=True)
    (tmp_path / "root/a.png").touch()
    return tmp_path / "root"


def missing(root: Path, *names: str, folders: tuple[Path, ...] | None = None) -> set[str]:
    mounts = MountCheck([str(folder) for folder in (folders or (root,))])
    files = {number: str(root / name) for number, name in enumerate(names)}
    return {names[number] for number in mounts.find_missing(files)}


def test_what_is_not_there_is_missing_and_what_is_there_is_not(root: Path) -> None:
    assert missing(root, "a.png", "b.png", "below/c.png", "nowhere/d.png") == {"b.png", "below/c.png", "nowhere/d.png"}


def test_a_link_that_leads_nowhere_is_there(root: Path) -> None:
    (root / "link.png").symlink_to(root / "nothing")
    assert missing(root, "link.png") == set()


def test_below_an_empty_or_absent_root_nothing_is_missing(root: Path, tmp_path: Path) -> None:
    (root / "a.png").rename(tmp_path / "a.png")
    assert missing(root, "a.png") == {"a.png"}, "a folder is left in it"
    (root / "below").rmdir()
    assert missing(root, "a.png") == set()
    root.rmdir()
    assert missing(root, "a.png") == set()


def test_a_chosen_folder_that_is_empty_is_not_believed_though_its_root_is(root: Path) -> None:
    assert missing(root, "below/c.png", folders=(root, root / "below")) == set()


def test_outside_of_all_folders_nothing_is_missing(root: Path, tmp_path: Path) -> None:
    assert missing(tmp_path, "elsewhere/a.png", folders=(root,)) == set()


def test_a_file_that_nobody_may_look_at_is_not_missing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("app.ingest.disk.mounts.examine", refused)
    assert missing(root, "b.png") == set()


def test_below_a_folder_that_became_a_link_nothing_is_missing(root: Path, tmp_path: Path) -> None:
    (root / "below/c.png").touch()
    (root / "below").rename(tmp_path / "outside")
    (root / "below").symlink_to(tmp_path / "outside")
    assert missing(root, "below/c.png", "below/d.png") == set()


def test_a_chosen_folder_that_became_a_link_counts_as_unmounted(root: Path, tmp_path: Path) -> None:
    root.rename(tmp_path / "outside")
    root.symlink_to(tmp_path / "outside")
    reason = explain_unmounted([str(root)])
    assert reason is not None
    assert "the path leads through a symbolic link, which is not followed" in reason
    assert select_mounted([str(root)]) == []
    root.unlink()
    (tmp_path / "outside").rename(root)
    assert explain_unmounted([str(root)]) is None, "it is found again"


def test_an_empty_folder_above_a_missing_file_may_be_a_disk(root: Path) -> None:
    mounts = MountCheck([str(root)])
    assert mounts.is_below_empty_folder(str(root / "below/c.png"))
    assert mounts.is_below_empty_folder(str(root / "below/deeper/c.png"))
    assert not mounts.is_below_empty_folder(str(root / "b.png"))
    assert not mounts.is_below_empty_folder(str(root / "nowhere/b.png"))


def test_a_folder_that_may_not_be_listed_is_mounted_and_none_of_its_files_is_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("app.readers.disk.no_links.scan", refuse)
    assert explain_unmounted([str(root)]) is None
    assert select_mounted([str(root)]) == [str(root)]
    assert missing(root, "b.png") == set()
    assert MountCheck([str(root)]).find_unreliable([str(root)]) == [str(root)]
