"""The server whose library has the files of a test file's `roots`."""

from __future__ import annotations

import pytest

from tests.support.server import HeadraceProcess, committed_library


@pytest.fixture(scope="module")
def library(server: HeadraceProcess) -> HeadraceProcess:
    """The server, once its library holds all files."""
    committed_library(server, server.roots[0])
    return server
