"""Upgrade a database's schema to the newest version before the database is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from app.catalog.database.engines import BUSY_TIMEOUT_MS
from app.catalog.database.upgrade_backup import back_up_before_upgrade, find_backup
from app.catalog.errors import NewerDatabaseError

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_LOCK = 0x4865_6164_7261_6365  # “Headrace” in ASCII: two programs that start at the same time must not both migrate

WAIT_S = 60
"""How long to wait while another program upgrades the same database."""


def migrate(engine: Engine) -> None:
    """Apply all missing migrations in one transaction.

    A migration that has to rewrite many rows does so before, in batches: `prepare(connection)` in its module does some
    of it, in a transaction of its own, and returns whether there was anything to do.

    An SQLite database is backed up before its first migration, under the lock that keeps other programs from migrating:
    they wait, and find nothing left to do.

    Raises NewerDatabaseError when a newer program has upgraded the database, UpgradeBackupError when it cannot be
    backed up, and ValueError when a PostgreSQL database is not encoded in UTF-8.
    """
    is_current = is_backed_up = False
    while not is_current:
        with _wait_for_other_programs(engine), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                _require_utf8(connection)
                connection.execute(text(f"SET LOCAL lock_timeout = {WAIT_S * 1000}"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            revision = _find_outdated_revision(connection)
            if revision is not None and not is_backed_up:
                back_up_before_upgrade(engine.url, revision)
                is_backed_up = True
            is_current = _upgrade(connection)


@contextmanager
def _wait_for_other_programs(engine: Engine) -> Iterator[None]:
    """Let the next transaction on SQLite, which begins with a lock, wait for it as long as an upgrade may take."""
    if engine.dialect.name != "sqlite":
        yield
        return
    _set_busy_timeout(engine, WAIT_S * 1000)
    try:
        yield
    finally:
        _set_busy_timeout(engine, BUSY_TIMEOUT_MS)


def _set_busy_timeout(engine: Engine, milliseconds: int) -> None:
    """The pool of the writer has one connection, so the next transaction is on this one. Begins none itself."""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
        cursor.close()


def _find_outdated_revision(connection: Connection) -> str | None:
    """Return the database's revision if it is not the newest; None also for an empty database.

    Raises NewerDatabaseError for one that this program does not know.
    """
    known = _known_revisions()
    revisions = {script.revision for script in known.walk_revisions()}
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in revisions:
        raise NewerDatabaseError(revision, find_backup(connection.engine.url, revisions))
    return None if revision == known.get_current_head() else revision


def _upgrade(connection: Connection) -> bool:
    """Apply the missing migrations, unless one of them needs more preparation. Return whether all were applied."""
    known = _known_revisions()
    current = MigrationContext.configure(connection).get_current_revision()
    if current == known.get_current_head():
        return True
    config = alembic_config(connection)
    for script in reversed(list(known.iterate_revisions("head", current or "base"))):
        if hasattr(script.module, "prepare"):
            command.upgrade(config, str(script.down_revision))
            if script.module.prepare(connection):
                return False
    command.upgrade(config, "head")
    return True


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for an open connection; there is no ini file."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _known_revisions() -> ScriptDirectory:
    """Return all migrations, loaded once: a server opens its database twice, first to see whether it can."""
    return ScriptDirectory.from_config(_config())


def _require_utf8(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise ValueError(
            f"the PostgreSQL database uses the encoding {encoding}, but UTF8 is required;"
            " create a database with ENCODING 'UTF8'"
        )
