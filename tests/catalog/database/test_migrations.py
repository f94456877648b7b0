"""A database is upgraded when it is opened, and the migrations create the same schema as the tables."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, select, text

from app.catalog import Catalog, LibraryQuery, NewerDatabaseError
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.database.migrate import alembic_config, migrate
from app.catalog.database.schema import metadata
from app.catalog.search.engines import Criteria, create_search_engine
from app.catalog.search.schema import search_files

pytest_plugins = ["tests.catalog.fixtures"]


@pytest.fixture
def migrated(catalog_url: str, engine: Engine) -> Engine:
    writing = create_write_engine(parse_url(catalog_url))
    migrate(writing)
    writing.dispose()
    return engine


def test_an_empty_database_upgraded_is_what_the_tables_say(migrated: Engine) -> None:
    with migrated.connect() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression-based index")
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        command.check(alembic_config(connection))


def test_migrations_and_tables_make_the_same_sqlite_schema_to_the_letter(tmp_path: Path) -> None:
    migrated = create_write_engine(parse_url(f"sqlite:///{tmp_path}/migrated.db"))
    migrate(migrated)
    created = create_engine(f"sqlite:///{tmp_path}/created.db")
    metadata.create_all(created)
    assert _sqlite_schema(migrated) == _sqlite_schema(created)
    migrated.dispose()
    created.dispose()


def _sqlite_schema(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
        return {name: _words(sql) for name, sql in connection.execute(text(query))}


def _words(sql: str) -> list[str]:
    """The words of the SQL, sorted, because the two schemas list the same constraints in different orders."""
    return sorted(re.findall(r"[\w']+", sql.replace("staged_files.", "").replace("library_files.", "")))


def test_opening_again_changes_nothing(catalog_url: str, engine: Engine) -> None:
    for _ in range(2):
        Catalog(catalog_url).close()
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        assert version == ScriptDirectory.from_config(alembic_config(connection)).get_current_head()


def test_every_migration_works_on_its_own(catalog_url: str) -> None:
    writing = create_write_engine(parse_url(catalog_url))
    with writing.begin() as connection:
        config = alembic_config(connection)
        revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
        for revision in reversed(revisions):
            command.upgrade(config, revision)
    writing.dispose()


def test_what_is_indexed_is_found_when_its_words_have_moved(catalog_url: str) -> None:
    """The words are copied, not indexed again, which takes minutes in a large library."""
    writing = create_write_engine(parse_url(catalog_url))
    with writing.begin() as connection:
        command.upgrade(alembic_config(connection), "0008")
        for table, columns, values in (
            ("search_files", "file_id, path, added, size, is_nsfw, favourite", "7, '/a.png', 1, 1, false, false"),
            ("search_texts", "file_id, words", "7, ' cat § '"),
        ):
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"))
    migrate(writing)
    with writing.begin() as connection:
        hits = create_search_engine(connection).match_in_index(Criteria(LibraryQuery(words="cat").terms() or (), ()))
        assert connection.execute(select(search_files.c.path).where(hits)).scalars().all() == ["/a.png"]
    writing.dispose()


def test_a_database_of_a_newer_program_is_refused(migrated: Engine, catalog_url: str) -> None:
    with migrated.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError, match=r"newer Headrace .*9999.* install the newer Headrace again"):
        Catalog(catalog_url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_databases_that_cannot_keep_a_library_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"memory|not supported"):
        Catalog(url)
