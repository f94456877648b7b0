"""The server of a module takes files, and has no media folder of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def roots() -> Sequence[Path]:
    return []


@pytest.fixture(scope="module")
def environ(uploads: Path) -> dict[str, str]:
    return {"HEADRACE_UPLOADS": str(uploads)}
