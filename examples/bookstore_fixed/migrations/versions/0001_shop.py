"""Users, authors, books, reviews and orders.

Revision ID: 3f1c9a7e2b10
Revises:
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "3f1c9a7e2b10"
down_revision = None
branch_labels = None
depends_on = None


def created_at() -> sa.Column[datetime]:
    """The moment a row was stored."""
    moment = sa.DateTime(timezone=True)
    return sa.Column("created_at", moment, server_default=sa.func.now(), nullable=False)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("hashed_password", sa.String(255), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        created_at(),
    )
    op.create_table(
        "authors",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False, index=True),
        sa.Column("bio", sa.Text()),
        created_at(),
    )
    op.create_table(
        "books",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(300), nullable=False, index=True),
        sa.Column("isbn", sa.String(13), nullable=False, unique=True),
        sa.Column("genre", sa.String(30), nullable=False, index=True),
        sa.Column("price", sa.Numeric(10, 2), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("cover_url", sa.String(500)),
        sa.Column(
            "author_id", sa.Integer(), sa.ForeignKey("authors.id"), nullable=False, index=True
        ),
        created_at(),
        sa.CheckConstraint("stock >= 0", name="stock_range"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("book_id", sa.Integer(), sa.ForeignKey("books.id"), nullable=False, index=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text()),
        created_at(),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating_range"),
        sa.UniqueConstraint("book_id", "user_id", name="one_review_each"),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False, index=True),
        sa.Column("status", sa.String(20), nullable=False, index=True),
        sa.Column("total", sa.Numeric(10, 2), nullable=False),
        sa.Column("coupon_code", sa.String(32)),
        sa.Column("payment_reference", sa.String(64)),
        created_at(),
    )
    op.create_table(
        "order_items",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=False, index=True),
        sa.Column("book_id", sa.Integer(), sa.ForeignKey("books.id"), nullable=False, index=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(10, 2), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 50", name="quantity_range"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("order_items", "orders", "reviews", "books", "authors", "users"):
        op.drop_table(table)
