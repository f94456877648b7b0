"""SQLite lists the words it indexes"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """PostgreSQL finds the words that begin so in its index."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TABLE search_words(word TEXT PRIMARY KEY) WITHOUT ROWID")
        op.execute("INSERT INTO search_queue(file_id) SELECT id FROM library_files ORDER BY id")
