"""Real databases for the catalog's tests.

A pytest plugin: test modules list it in `pytest_plugins`. Every test that uses `catalog` or `catalog_url` runs twice,
on SQLite and on PostgreSQL, with an empty database each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from app.catalog import Catalog
from tests.support.libraries import write_empty_library
from tests.support.postgres import Postgres
from tests.support.server import DATABASES


@pytest.fixture(params=DATABASES)
def catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, or of one that has all migrations, if the test uses `catalog`."""
    is_migrated = "catalog" in request.fixturenames
    if request.param == "sqlite":
        if is_migrated:
            write_empty_library(tmp_path / "catalog.db")
        return f"sqlite:///{tmp_path}/catalog.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_library() if is_migrated else server.new_database()


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    opened = Catalog(catalog_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=DATABASES)
def shared_catalog(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """One catalog for all tests of a module that only read what the module's own fixture adds."""
    if request.param == "sqlite":
        database = tmp_path_factory.mktemp("shared") / "catalog.db"
        write_empty_library(database)
        url = f"sqlite:///{database}"
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.new_library()
    opened = Catalog(url)
    yield opened
    opened.close()


@pytest.fixture
def engine(catalog_url: str) -> Iterator[Engine]:
    """An engine for looking at the database from outside the catalog."""
    outside = create_engine(catalog_url)
    yield outside
    outside.dispose()
