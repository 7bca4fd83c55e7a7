"""What a kiosk leaves at a desk where nobody is: numbers that need no ask, messages, pages of the floor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a number stand without an ask, and make what else can be left."""
    _numbers()
    _left()
    op.create_index("ix_ticket_asked_at", "ticket", ["asked_at"], unique=False)


def _numbers() -> None:
    """A number of the first version belonged to an ask: it keeps the kiosk and the key of it."""
    op.add_column("callback", sa.Column("kiosk", sa.String(length=80), nullable=True))
    op.add_column("callback", sa.Column("key", sa.String(length=64), nullable=True))
    op.add_column("callback", sa.Column("question", sa.Text(), nullable=True))
    of_ticket = "(SELECT {0} FROM ticket WHERE ticket.id = callback.ticket_id)"
    op.execute(f"UPDATE callback SET kiosk = {of_ticket.format('kiosk')}, key = {of_ticket.format('key')}")  # noqa: S608
    with op.batch_alter_table("callback") as table:
        table.alter_column("kiosk", existing_type=sa.String(length=80), nullable=False)
        table.alter_column("key", existing_type=sa.String(length=64), nullable=False)
        table.drop_constraint(op.f("uq_callback_ticket_id"), type_="unique")
        table.drop_constraint(op.f("fk_callback_ticket_id_ticket"), type_="foreignkey")
        table.drop_column("ticket_id")
        table.create_unique_constraint(op.f("uq_callback_kiosk_key"), ["kiosk", "key"])
    op.create_index(op.f("ix_callback_asked_at"), "callback", ["asked_at"], unique=False)


def _left() -> None:
    op.create_table(
        "left_message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kiosk", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("left_at", sa.Double(), nullable=False),
        sa.Column("read_at", sa.Double(), nullable=True),
        sa.Column("read_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_message")),
        sa.UniqueConstraint("kiosk", "key", name=op.f("uq_left_message_kiosk_key")),
    )
    op.create_index(op.f("ix_left_message_left_at"), "left_message", ["left_at"], unique=False)
    op.create_table(
        "floor_page",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kiosk", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("paged_at", sa.Double(), nullable=False),
        sa.Column("told_at", sa.Double(), nullable=False),
        sa.Column("over_at", sa.Double(), nullable=True),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_page")),
        sa.UniqueConstraint("kiosk", "key", name=op.f("uq_floor_page_kiosk_key")),
    )
    op.create_index(op.f("ix_floor_page_paged_at"), "floor_page", ["paged_at"], unique=False)
