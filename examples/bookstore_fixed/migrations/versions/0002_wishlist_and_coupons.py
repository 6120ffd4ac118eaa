"""Wish lists and coupons.

Revision ID: 8d20b4c6f591
Revises: 3f1c9a7e2b10
"""

import sqlalchemy as sa
from alembic import op

revision = "8d20b4c6f591"
down_revision = "3f1c9a7e2b10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "wishlist_items",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("book_id", sa.Integer(), sa.ForeignKey("books.id"), primary_key=True, index=True),
        sa.Column(
            "added_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
    )
    op.create_table(
        "coupons",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(32), nullable=False, unique=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("percent BETWEEN 1 AND 90", name="percent_range"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("coupons")
    op.drop_table("wishlist_items")
