"""Upgrade a database's schema to the newest version before the database is used."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from app.catalog.errors import NewerDatabaseError

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_LOCK = 0x4865_6164_7261_6365  # “Headrace” in ASCII: two programs that start at the same time must not both migrate


def migrate(engine: Engine) -> None:
    """Apply all missing migrations in one transaction.

    Raises NewerDatabaseError when a newer program has upgraded the database, and ValueError when a PostgreSQL
    database is not encoded in UTF-8.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            _require_utf8(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = alembic_config(connection)
        _refuse_newer(connection, ScriptDirectory.from_config(config))
        command.upgrade(config, "head")


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for an open connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _refuse_newer(connection: Connection, known: ScriptDirectory) -> None:
    revisions = {script.revision for script in known.walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in revisions:
            raise NewerDatabaseError(revision)


def _require_utf8(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise ValueError(
            f"the PostgreSQL database uses the encoding {encoding}, but UTF8 is required;"
            " create a database with ENCODING 'UTF8'"
        )
