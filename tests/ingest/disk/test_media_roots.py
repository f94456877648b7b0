"""Media roots: no path leads the server out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ingest.disk.media_roots import MediaRoots, OutsideRootsError
from app.readers import UnreadableError


@pytest.fixture
def roots(tmp_path: Path) -> MediaRoots:
    (tmp_path / "media" / "deep").mkdir(parents=True)
    (tmp_path / "media2").mkdir()
    (tmp_path / "media" / "away").symlink_to(tmp_path / "media2")
    (tmp_path / "media" / "loop").symlink_to(tmp_path / "media" / "loop")
    (tmp_path / "media" / "file.png").write_bytes(b"x")
    return MediaRoots([tmp_path / "media"])


def test_a_folder_in_a_root_is_found(roots: MediaRoots, tmp_path: Path) -> None:
    assert roots.resolve_folder(str(tmp_path / "media" / "deep")) == tmp_path / "media" / "deep"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "media",
        "media/../media2",
        "media2",
        "media/away",
        "media/loop",
        "media/file.png",
        "media\0",
        "media/none",
    ],
)
def test_everything_else_is_refused(roots: MediaRoots, tmp_path: Path, path: str) -> None:
    asked = path if path in ("", "/", "media") else f"{tmp_path}/{path}"
    with pytest.raises(OutsideRootsError):
        roots.resolve_folder(asked)


def test_the_folder_above_a_root_is_not_shown(roots: MediaRoots, tmp_path: Path) -> None:
    assert roots.parent_of(tmp_path / "media") is None
    assert roots.parent_of(tmp_path / "media" / "deep") == tmp_path / "media"


def test_a_root_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="nowhere"):
        MediaRoots([tmp_path / "nowhere"])


def test_a_file_in_a_root_is_opened_and_one_outside_is_not(roots: MediaRoots, tmp_path: Path) -> None:
    with roots.open_file(str(tmp_path / "media/file.png")) as file:
        assert file.read() == b"x"
    (tmp_path / "media2/b.png").write_bytes(b"secret")
    for path in ("media2/b.png", "media/../media2/b.png", "media/away/b.png", "media", "media/none.png", "media/x\0"):
        with pytest.raises((OutsideRootsError, UnreadableError, OSError)):
            roots.open_file(f"{tmp_path}/{path}")
    for relative in ("", "file.png"):
        with pytest.raises(OutsideRootsError):
            roots.open_file(relative)


def test_a_root_given_as_a_link_is_resolved_once(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.png").write_text(name)
    (tmp_path / "root").symlink_to(tmp_path / "first")
    roots = MediaRoots([tmp_path / "root"])
    (tmp_path / "root").unlink()
    (tmp_path / "root").symlink_to(tmp_path / "second")
    for path in ("first/a.png", "root/a.png"):
        with roots.open_file(str(tmp_path / path)) as file:
            assert file.read() == b"first"
    with pytest.raises(OutsideRootsError):
        roots.open_file(str(tmp_path / "second/a.png"))


def test_a_root_that_becomes_a_link_is_not_followed_and_one_that_is_mounted_again_is_read(
    roots: MediaRoots, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    media.rename(tmp_path / "aside")
    media.symlink_to(tmp_path / "aside")
    with pytest.raises(OSError, match="leads through a symbolic link"):
        roots.open_file(str(media / "file.png"))
    with pytest.raises(OutsideRootsError):
        roots.resolve_folder(str(media))
    media.unlink()
    media.mkdir()
    (media / "file.png").write_bytes(b"another disk")
    with roots.open_file(str(media / "file.png")) as file:
        assert file.read() == b"another disk"


def test_a_folder_outside_the_roots_is_found_among_others(roots: MediaRoots, tmp_path: Path) -> None:
    media = str(tmp_path / "media")
    assert roots.find_outside([media, f"{media}/deep"]) is None
    assert roots.find_outside([media, f"{media}2", "/"]) == f"{media}2"
