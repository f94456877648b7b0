"""The tables of collections and saved searches."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Table, Text, UniqueConstraint

from app.catalog.database.column_types import UntrustedText
from app.catalog.database.schema import RowId, metadata

collections = Table(
    "collections",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("parent_id", RowId, ForeignKey("collections.id", ondelete="CASCADE")),  # null: it is at the top
    Column("name", UntrustedText, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("removed_by", RowId),  # the step that deleted it, or whose undo did; null for those that exist
    sqlite_autoincrement=True,
)

# No foreign key of files: an undo brings back a removed file with its id, and then its collections have it again.
collection_files = Table(
    "collection_files",
    metadata,
    Column(
        "collection_id", RowId, ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("file_id", RowId, primary_key=True, autoincrement=False),
    Column("place", BigInteger, nullable=False),  # the order by hand, with gaps; may be negative
    sqlite_with_rowid=False,
)
Index("ix_collection_files_file_id", collection_files.c.file_id)

# The collections that changed last, so that programs that have loaded them can follow.
collection_changes = Table(
    "collection_changes",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("collection_id", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("name", UntrustedText, nullable=False),
    Column("name_key", UntrustedText, nullable=False),  # the name without differences in case or form
    Column("search", Text, nullable=False),  # a query string of `GET /api/library/files`
    Column("created_at", Float, nullable=False),
    UniqueConstraint("name_key"),
)
