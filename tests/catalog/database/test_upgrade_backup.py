"""An SQLite database is backed up once before its schema is upgraded; a program that is too old names the backup."""

from __future__ import annotations

import os
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.catalog import Catalog, NewerDatabaseError
from app.catalog.errors import UpgradeBackupError
from tests.catalog.kept_databases import FOLDER, revision_of, unpack
from tests.support.processes import start_headrace

KEPT = "0014"
"""The revision of the database that is upgraded."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "headrace.db"
    path.parent.mkdir()
    unpack(FOLDER / f"{KEPT}.db.gz", path)
    return path


def backups_of(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*before-upgrade*"))


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_the_backup_is_the_database_before_its_upgrade(path: Path) -> None:
    before = dump(path)
    for _ in range(2):
        Catalog(f"sqlite:///{path}").close()
    (backup,) = backups_of(path)
    assert dump(backup) == before
    assert revision_of(path) > KEPT


def test_a_new_database_needs_no_backup(tmp_path: Path) -> None:
    Catalog(f"sqlite:///{tmp_path}/headrace.db").close()
    assert not backups_of(tmp_path / "headrace.db")


def test_without_a_backup_there_is_no_upgrade(path: Path) -> None:
    """The limit stands for a full disk."""
    before = dump(path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size // 2, limits[1]))
    try:
        with pytest.raises(UpgradeBackupError, match="Nothing was changed"):
            Catalog(f"sqlite:///{path}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert dump(path) == before
    assert not backups_of(path)


def test_an_older_program_names_the_backup_that_it_can_use(path: Path) -> None:
    Catalog(f"sqlite:///{path}").close()
    (backup,) = backups_of(path)
    backup.with_name(backup.name.replace(KEPT, "9998")).write_bytes(b"of a revision that is too new, too")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabaseError, match=f"restore {backup}"):
        Catalog(f"sqlite:///{path}")


@pytest.mark.slow
def test_programs_that_start_at_the_same_time_upgrade_once(path: Path, tmp_path: Path) -> None:
    arguments = ["user", "list", "--data", str(path.parent)]
    with (tmp_path / "out").open("wb") as out, (tmp_path / "log").open("wb") as log:
        running = [start_headrace(arguments, out, log, dict(os.environ)) for _ in range(3)]
        assert [process.wait(timeout=60) for process in running] == [0, 0, 0], (tmp_path / "log").read_text()
    (backup,) = backups_of(path)
    assert revision_of(backup) == KEPT
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
