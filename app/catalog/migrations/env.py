"""Alembic's entry point. It uses the connection, and the transaction, that `migrate` passes in."""

from __future__ import annotations

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Text
from sqlalchemy.types import TypeEngine

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.schema import metadata

NOT_IN_EVERY_DATABASE = ("search_texts", "words", "ix_search_files_words")


def types_differ(
    migration: MigrationContext, _inspected: object, _table: object, found: TypeEngine[str], wanted: TypeEngine[str]
) -> bool | None:
    """Compare decorated types with their collation, which Alembic ignores, so it would always see a difference."""
    if not isinstance(wanted, UntrustedText):
        return None
    collation = "C" if migration.dialect.name == "postgresql" else None
    return not (isinstance(found, Text) and found.collation == collation)


def is_compared(name: str | None, _kind: str, _parents: object) -> bool:
    """Return False for tables, columns and indexes of full-text search, which differ between the databases."""
    return name is None or not (name in NOT_IN_EVERY_DATABASE or name.startswith("search_index"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    compare_type=types_differ,
    include_name=is_compared,
    compare_server_default=True,
)
context.run_migrations()
