"""On PostgreSQL, move words into `search_files`; add paths to every sort index."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SORTED = ("added", "captured", "score", "size", "path")


def upgrade() -> None:
    for name in _SORTED:
        op.drop_index(f"ix_search_files_{name}", "search_files")
    if op.get_bind().dialect.name == "postgresql":
        # Done while there are no indexes, each of which would have to be updated for every file.
        op.execute("ALTER TABLE search_files DROP CONSTRAINT pk_search_files, ADD COLUMN words tsvector")
        op.execute("""UPDATE search_files SET words = search_texts.words FROM search_texts
            WHERE search_texts.file_id = search_files.file_id""")
        op.execute("""ALTER TABLE search_files ALTER COLUMN words SET NOT NULL,
            ADD CONSTRAINT pk_search_files PRIMARY KEY (file_id)""")
        op.execute("CREATE INDEX ix_search_files_words ON search_files USING gin (words)")
        op.drop_table("search_texts")
    asked = (*_SORTED, "is_nsfw", "favourite", "kind", "format", "tool", "model")
    for name in _SORTED:
        columns = [name, "file_id", *(other for other in asked if other != name)]
        op.create_index(f"ix_search_files_{name}", "search_files", columns)
