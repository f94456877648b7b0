"""Add the search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        words, content='search_texts', content_rowid='file_id', tokenize='ascii', columnsize=0)""",
    """CREATE TRIGGER search_texts_inserted AFTER INSERT ON search_texts BEGIN
        INSERT INTO search_index(rowid, words) VALUES (new.file_id, new.words); END""",
    """CREATE TRIGGER search_texts_deleted AFTER DELETE ON search_texts BEGIN
        INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.file_id, old.words); END""",
    """CREATE TRIGGER library_files_inserted AFTER INSERT ON library_files BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.id); END""",
    """CREATE TRIGGER library_files_updated AFTER UPDATE ON library_files BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.id); END""",
    """CREATE TRIGGER library_files_deleted AFTER DELETE ON library_files BEGIN
        INSERT INTO search_queue(file_id) VALUES (old.id); END""",
    """CREATE TRIGGER findings_updated AFTER UPDATE ON findings BEGIN
        INSERT INTO search_queue(file_id) SELECT id FROM library_files WHERE finding_id = new.id; END""",
)

_POSTGRESQL = (
    "CREATE INDEX ix_search_texts_words ON search_texts USING gin (words)",
    """CREATE FUNCTION search_enqueue_files() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_queue(file_id) SELECT id FROM changed; RETURN NULL; END $$""",
    """CREATE FUNCTION search_enqueue_findings() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_queue(file_id)
        SELECT library_files.id FROM library_files JOIN changed ON changed.id = library_files.finding_id;
        RETURN NULL; END $$""",
    """CREATE TRIGGER library_files_inserted AFTER INSERT ON library_files
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_files()""",
    """CREATE TRIGGER library_files_updated AFTER UPDATE ON library_files
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_files()""",
    """CREATE TRIGGER library_files_deleted AFTER DELETE ON library_files
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_files()""",
    """CREATE TRIGGER findings_updated AFTER UPDATE ON findings
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_findings()""",
)


def _row_id() -> sa.types.TypeEngine[int]:
    """64 bits. SQLite assigns row ids only in a column of the exact type INTEGER."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    """Text that compares by code point."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_queue",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_queue"),
    )
    op.create_table(
        "search_values",
        sa.Column("id", _row_id(), nullable=False),
        sa.Column("field", sa.String(length=8), nullable=False),
        sa.Column("value", _text(), nullable=False),
        sa.Column("value_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("folded", _text(), nullable=False),
        sa.Column("files", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_values"),
        sa.UniqueConstraint("value_hash", name="uq_search_values_value_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_search_values_folded", "search_values", ["field", "folded"])
    op.create_index("ix_search_values_files", "search_values", ["field", "files"])
    filtered = ["added", "captured", "score", "size", "is_nsfw", "favourite", "kind", "format", "tool", "model"]
    op.create_table(
        "search_files",
        sa.Column("file_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("path", _text(), nullable=False),
        sa.Column("added", sa.Float(), nullable=False),
        sa.Column("captured", sa.BigInteger()),
        sa.Column("score", sa.Integer()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("is_nsfw", sa.Boolean(), nullable=False),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.BigInteger()),
        sa.Column("format", sa.BigInteger()),
        sa.Column("tool", sa.BigInteger()),
        sa.Column("model", sa.BigInteger()),
        sa.PrimaryKeyConstraint("file_id", name="pk_search_files", postgresql_include=filtered),
    )
    for name in ("added", "captured", "score", "size", "path"):
        columns = [name, "file_id", *(other for other in filtered if other != name)]
        op.create_index(f"ix_search_files_{name}", "search_files", columns)
    op.create_table(
        "search_texts",
        sa.Column("file_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name="pk_search_texts"),
    )
    statements = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    # Queue all existing library files, so that they are indexed like changed ones.
    for statement in (*statements, "INSERT INTO search_queue(file_id) SELECT id FROM library_files ORDER BY id"):
        op.execute(statement)
