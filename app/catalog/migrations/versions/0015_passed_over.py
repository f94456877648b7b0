"""Add to sessions what discovery passed over, counted by extension. Of earlier sessions it is not known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("passed_over", sa.Text()))
