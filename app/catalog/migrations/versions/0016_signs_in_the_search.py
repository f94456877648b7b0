"""Index signs and emoji: fold the values that have some, and index every file again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.catalog.search.schema import search_values
from app.catalog.search.tokenizer import fold_value

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_set_folded = sa.update(search_values).where(search_values.c.id == sa.bindparam("of")).values(folded=sa.bindparam("to"))


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(search_values.c.id, search_values.c.value, search_values.c.folded)).all()
    changed = [{"of": row.id, "to": fold_value(row.value)} for row in rows if fold_value(row.value) != row.folded]
    if changed:
        connection.execute(_set_folded, changed)
    op.execute("INSERT INTO search_queue(file_id) SELECT id FROM library_files ORDER BY id")
