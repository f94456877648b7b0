"""A server that takes files, and files to add to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.preview import picture_file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The upload folder of the module's server."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    return [tmp_path_factory.mktemp("media")]


@pytest.fixture(scope="module")
def environ(folder: Path) -> dict[str, str]:
    return {"HEADRACE_UPLOADS": str(folder), "HEADRACE_UPLOAD_FILE_MB": "1"}


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with three pictures, one of them in a folder, and a text; hidden files besides."""
    holiday = tmp_path / "holiday"
    for number, name in enumerate(("a.png", "b.png", "beach/c.png")):
        picture_file(holiday / name, number)
    (holiday / "notes.txt").write_text("no picture")
    (holiday / ".DS_Store").write_bytes(b"\0")
    return holiday
