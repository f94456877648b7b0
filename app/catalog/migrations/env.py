"""Alembic's entry: it works on the connection, and inside the transaction, that `migrate` hands in."""

from __future__ import annotations

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Text
from sqlalchemy.types import TypeEngine

from app.catalog.database.column_types import StrangersText
from app.catalog.database.schema import metadata

ONE_DATABASE_ALONE = ("search_texts", "words", "ix_search_files_words")


def types_differ(
    migration: MigrationContext, _inspected: object, _table: object, found: TypeEngine[str], wanted: TypeEngine[str]
) -> bool | None:
    """Alembic compares a decorated type without its collation, and would always see a difference."""
    if not isinstance(wanted, StrangersText):
        return None
    collation = "C" if migration.dialect.name == "postgresql" else None
    return not (isinstance(found, Text) and found.collation == collation)


def is_compared(name: str | None, _kind: str, _parents: object) -> bool:
    """Not what one database has alone: where it keeps the words that are searched for, and its index of them."""
    return name is None or not (name in ONE_DATABASE_ALONE or name.startswith("search_index"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    compare_type=types_differ,
    include_name=is_compared,
    compare_server_default=True,
)
context.run_migrations()
