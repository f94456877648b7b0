"""Browsers of all three engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.engines import ENGINES, Engine


@pytest.fixture(scope="module", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture(scope="module")
def engine(engine_name: str) -> Iterator[Engine]:
    """A browser of each engine, one for each module. A module parametrizes `engine_name` to choose engines."""
    with ENGINES[engine_name]() as engine:
        yield engine
