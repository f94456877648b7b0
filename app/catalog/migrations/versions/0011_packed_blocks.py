"""Add a table for compressed metadata blocks, one row for each finding.

No row is changed here: `app/catalog/findings/blocks.py` packs the blocks of earlier programs while the writer is idle.
The next migration packs what is left and drops `finding_blocks`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packed_blocks",
        sa.Column(
            "finding_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name="fk_packed_blocks_finding_id_findings", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("finding_id", name="pk_packed_blocks"),
    )
