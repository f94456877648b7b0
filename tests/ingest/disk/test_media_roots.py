"""Media roots: no path leads the server out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ingest.disk.media_roots import MediaRoots, OutsideRootsError


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
