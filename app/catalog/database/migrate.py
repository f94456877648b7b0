"""Bring a database's schema up to this program's, before anybody uses it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from app.catalog.errors import NewerDatabaseError

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_LOCK = 0x4865_6164_7261_6365  # «Headrace»: two programs that start at once must not both migrate


def migrate(engine: Engine) -> None:
    """Apply every migration the database does not have yet, in one transaction.

    Raises NewerDatabaseError when the database was written by a newer program.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            _require_utf8(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = alembic_config(connection)
        _refuse_newer(connection, ScriptDirectory.from_config(config))
        command.upgrade(config, "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for work on an open connection; there is no ini file."""
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
        raise ValueError(f"the PostgreSQL database is encoded in {encoding}; make one with ENCODING 'UTF8'")
