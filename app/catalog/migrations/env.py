"""Alembic's entry: it works on the connection, and inside the transaction, that `migrate` hands in."""

from __future__ import annotations

from alembic import context

from app.catalog.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
