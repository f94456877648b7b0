"""Files that are one picture: what pairs them, and which are companions of which.

Every library file is indexed again, which finds its item. Sessions find theirs when their relations are determined.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("findings", sa.Column("content_identifier", sa.String(64)))
    _create_partial_index("ix_findings_content_identifier", "findings", ["content_identifier"])
    op.add_column("staged_files", sa.Column("main_id", _row_id()))
    op.create_index("ix_staged_files_item", "staged_files", ["session", "main_id", "id"])
    _create_partial_index("ix_staged_files_main_id", "staged_files", ["main_id"])
    op.create_table(
        "search_items",
        sa.Column("file_id", _row_id(), autoincrement=False, nullable=False),
        sa.Column("stem_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("identity_hash", sa.LargeBinary(16)),
        sa.Column("main_id", _row_id()),
        sa.PrimaryKeyConstraint("file_id", name="pk_search_items"),
    )
    op.create_index("ix_search_items_stem_hash", "search_items", ["stem_hash"])
    for name in ("identity_hash", "main_id"):
        _create_partial_index(f"ix_search_items_{name}", "search_items", [name, "file_id"])
    op.execute("UPDATE sessions SET related_to = NULL WHERE related_to IS NOT NULL")
    op.execute(
        "INSERT INTO search_queue(file_id) SELECT id FROM library_files"
        " WHERE id NOT IN (SELECT file_id FROM search_queue) ORDER BY id"
    )


def _create_partial_index(name: str, table: str, columns: list[str]) -> None:
    """Index the rows that have a value in the first of the columns."""
    is_known = sa.text(f"{columns[0]} IS NOT NULL")
    op.create_index(name, table, columns, sqlite_where=is_known, postgresql_where=is_known)


def _row_id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
