"""Add whether the pixels of a file were read, and where the time of a session went.

The pixels of files of earlier programs were always read. Of their sessions nothing is known.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LEDGER = (
    "session",
    "outcome",
    "has_metadata",
    "keyword_count",
    "score",
    "is_nsfw",
    "kind",
    "size",
    "has_prompt",
    "warning_count",
    "choice",
    "pixels_read",
)


def upgrade() -> None:
    for table in ("findings", "staged_files", "library_files"):
        op.add_column(table, sa.Column("pixels_read", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("sessions", sa.Column("time_spent", sa.Text()))
    op.drop_index("ix_staged_files_ledger", "staged_files")
    op.create_index("ix_staged_files_ledger", "staged_files", LEDGER)
    lacks_pixels = ~sa.column("pixels_read", sa.Boolean())
    op.create_index(
        "ix_library_files_lacking_pixels",
        "library_files",
        ["id"],
        sqlite_where=lacks_pixels,
        postgresql_where=lacks_pixels,
    )
