from __future__ import annotations

import pytest

from tests.page.access.support import GuardedServer, guard
from tests.support.server import HeadraceProcess


@pytest.fixture(scope="module")
def guarded(server: HeadraceProcess) -> GuardedServer:
    """One server for all tests of the module, on which everybody has to sign in."""
    return guard(server)
