"""Folders for the tests of a module that share one server: a pytest plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.server import HeadraceProcess


@pytest.fixture
def root(server: HeadraceProcess, request: pytest.FixtureRequest) -> Path:
    """The test's own, below the server's media root."""
    folder = Path(server.roots[0], str(request.node.name))
    folder.mkdir()
    return folder
