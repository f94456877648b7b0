"""What routers share has no routes. `tests/test_floors.py` refuses imports of routers and crowded folders."""

from __future__ import annotations

import pytest

from tests.support.paths import REPOSITORY

ROUTERS = REPOSITORY / "app" / "routers"


@pytest.mark.parametrize("folder", ["documents", "shared"])
def test_what_routers_share_has_no_routes(folder: str) -> None:
    assert not [path.name for path in (ROUTERS / folder).glob("*.py") if "APIRouter" in path.read_text()]
