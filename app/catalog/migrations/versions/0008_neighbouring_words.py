"""PostgreSQL's index marks neighbouring words"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("INSERT INTO search_queue(file_id) SELECT id FROM library_files ORDER BY id")
