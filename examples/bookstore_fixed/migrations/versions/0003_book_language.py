"""Every book has a language; longer genres.

Revision ID: c47e5d19a832
Revises: 8d20b4c6f591
"""

import sqlalchemy as sa
from alembic import op

revision = "c47e5d19a832"
down_revision = "8d20b4c6f591"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Books that are there already are in English."""
    with op.batch_alter_table("books") as books:
        books.add_column(sa.Column("language", sa.String(2), server_default="en", nullable=False))
        books.alter_column("genre", type_=sa.String(50), existing_type=sa.String(30))


def downgrade() -> None:
    """Forget the languages."""
    with op.batch_alter_table("books") as books:
        books.alter_column("genre", type_=sa.String(30), existing_type=sa.String(50))
        books.drop_column("language")
