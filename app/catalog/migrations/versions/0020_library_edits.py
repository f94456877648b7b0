"""Add the edits of library files, and the journal of the steps in which they are made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SQLITE = (
    """CREATE TRIGGER library_edits_inserted AFTER INSERT ON library_edits BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.file_id); END""",
    """CREATE TRIGGER library_edits_updated AFTER UPDATE ON library_edits BEGIN
        INSERT INTO search_queue(file_id) VALUES (new.file_id); END""",
    """CREATE TRIGGER library_edits_deleted AFTER DELETE ON library_edits BEGIN
        INSERT INTO search_queue(file_id) VALUES (old.file_id); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION search_enqueue_edits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO search_queue(file_id) SELECT file_id FROM changed; RETURN NULL; END $$""",
    """CREATE TRIGGER library_edits_inserted AFTER INSERT ON library_edits
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_edits()""",
    """CREATE TRIGGER library_edits_updated AFTER UPDATE ON library_edits
        REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_edits()""",
    """CREATE TRIGGER library_edits_deleted AFTER DELETE ON library_edits
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_enqueue_edits()""",
)


def upgrade() -> None:
    op.create_table(
        "library_edits",
        sa.Column("file_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("finding_id", _row_id(), nullable=False),
        sa.Column("edited", sa.Text(), nullable=False),
        _flag("hidden"),
        sa.PrimaryKeyConstraint("file_id", name="pk_library_edits"),
    )
    op.create_index(
        "ix_library_edits_hidden",
        "library_edits",
        ["file_id"],
        sqlite_where=sa.text("hidden"),
        postgresql_where=sa.text("hidden"),
    )
    op.create_table(
        "library_steps",
        sa.Column("id", _row_id(), primary_key=True, autoincrement=True),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.Column("who", _text(), nullable=False),
        sa.Column("edit", sa.Text(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        _flag("lists"),
        _flag("undone"),
        sa.Column("turned_at", sa.Float()),
        sa.PrimaryKeyConstraint("id", name="pk_library_steps"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "library_step_files",
        _step("library_step_files"),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("step", "number", name="pk_library_step_files"),
    )
    op.create_table(
        "library_removals",
        _step("library_removals"),
        sa.Column("library_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("path", _text(), nullable=False),
        sa.Column("path_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "finding_id",
            _row_id(),
            sa.ForeignKey("findings.id", name="fk_library_removals_finding_id_findings"),
            nullable=False,
        ),
        sa.Column("added_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("step", "library_id", name="pk_library_removals"),
    )
    op.create_index("ix_library_removals_finding_id", "library_removals", ["finding_id"])
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _step(table: str) -> sa.Column[int]:
    key = sa.ForeignKey("library_steps.id", name=f"fk_{table}_step_library_steps", ondelete="CASCADE")
    return sa.Column("step", _row_id(), key, autoincrement=False, nullable=False)
