"""A backup is one complete file, made while the catalog is in use, and opens as a catalog."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command

from app.catalog import Catalog, CatalogError, back_up
from app.catalog.database.engines import create_write_engine, parse_url
from app.catalog.database.migrate import alembic_config
from tests.catalog.support import commit, discovered, names, ready_session, stage_all, start_session
from tests.faults.invariant import columns_of

pytest_plugins = ["tests.catalog.fixtures"]

on_sqlite = pytest.mark.parametrize("catalog_url", ["sqlite"], indirect=True)


@on_sqlite
def test_a_backup_opens_as_a_catalog_that_knows_the_same(catalog: Catalog, catalog_url: str, tmp_path: Path) -> None:
    ready_session(catalog, "s", discovered(*names(20)))
    commit(catalog, "s")
    target = tmp_path / "backups" / "catalog.db"
    target.parent.mkdir()
    back_up(catalog_url, target)
    assert [path.name for path in target.parent.iterdir()] == ["catalog.db"]

    restored = Catalog(f"sqlite:///{target}")
    assert restored.library.page().result() == catalog.library.page().result()
    assert restored.sessions.progress("s").result() == catalog.sessions.progress("s").result()
    assert list(restored.staging.iterate("s")) == list(catalog.staging.iterate("s"))
    assert restored.commits.undo("s").result().removed == 20
    restored.close()


@on_sqlite
def test_a_backup_during_writes_holds_one_state_and_every_promise(
    catalog: Catalog, catalog_url: str, tmp_path: Path
) -> None:
    start_session(catalog, "s", discovered(*names(600)))
    first = catalog.staging.pending("s").result()[0]
    futures = [
        catalog.staging.add_discovered("s", discovered(f"more {number}.png"), skip_existing=False)
        for number in range(50)
    ]
    back_up(catalog_url, tmp_path / "backup.db")
    for future in futures:
        future.result()
    restored = Catalog(f"sqlite:///{tmp_path}/backup.db")
    progress = restored.sessions.progress("s").result()
    assert progress is not None
    assert 600 <= progress.ledger.discovered <= 650
    assert restored.staging.pending("s").result()[0] == first
    stage_all(restored, "s")
    restored.close()


@on_sqlite
def test_a_backup_replaces_nothing(catalog: Catalog, catalog_url: str, tmp_path: Path) -> None:
    target = tmp_path / "precious.db"
    target.write_text("mine")
    with pytest.raises(FileExistsError, match=r"precious\.db"):
        back_up(catalog_url, target)
    assert target.read_text() == "mine"


@on_sqlite
def test_a_backup_leaves_the_database_of_another_program_as_it_is(catalog_url: str, tmp_path: Path) -> None:
    """A newer program may back up a database that an older server is still using."""
    engine = create_write_engine(parse_url(catalog_url))
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
    before = columns_of(engine)
    back_up(catalog_url, tmp_path / "backup.db")
    assert columns_of(engine) == before
    engine.dispose()
    copy = create_write_engine(parse_url(f"sqlite:///{tmp_path}/backup.db"))
    assert columns_of(copy) == before
    copy.dispose()


@on_sqlite
def test_a_backup_that_fails_leaves_nothing_behind(catalog: Catalog, catalog_url: str, tmp_path: Path) -> None:
    blocked = tmp_path / "folder"
    blocked.mkdir()
    (blocked / "backup.db.part").mkdir()
    with pytest.raises(OSError, match="backup"):
        back_up(catalog_url, blocked / "backup.db")
    assert not (blocked / "backup.db").exists()


@pytest.mark.postgresql
@pytest.mark.parametrize("catalog_url", ["postgresql"], indirect=True)
def test_on_postgresql_its_own_tool_is_named(catalog: Catalog, catalog_url: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="pg_dump"):
        back_up(catalog_url, tmp_path / "backup.db")
