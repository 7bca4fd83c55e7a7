"""Colleagues of a provider are known by its own number of them, whatever they are called there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision = "v0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it: older nodes, which do not know of it, go on."""
    op.add_column("staff", sa.Column("subject_sha256", sa.String(length=64), nullable=True))
    op.create_index("ix_staff_subject_sha256", "staff", ["subject_sha256"], unique=True)
