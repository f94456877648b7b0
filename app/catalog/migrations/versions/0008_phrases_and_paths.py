"""On PostgreSQL, index pairs of neighbouring words, and include paths in the primary key of searched files."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("INSERT INTO search_queue(file_id) SELECT id FROM library_files ORDER BY id")
    held = "path, added, captured, score, size, is_nsfw, favourite, kind, format, tool, model"
    op.execute(f"""ALTER TABLE search_files DROP CONSTRAINT pk_search_files,
        ADD CONSTRAINT pk_search_files PRIMARY KEY (file_id) INCLUDE ({held})""")
