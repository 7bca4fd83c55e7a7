"""Many nodes: who serves, and who has a line to whom while they do not hear each other; a wait is told quickly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of nodes, and an index over answers."""
    op.create_table(
        "node",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("deaf", sa.Boolean(), nullable=False),
        sa.Column("here", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_node")),
    )
    op.create_index("ix_ticket_answered_at", "ticket", ["answered_at"], unique=False)
