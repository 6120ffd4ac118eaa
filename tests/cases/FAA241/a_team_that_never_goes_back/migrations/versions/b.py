import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    op.create_table("book", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    """Downgrades are not supported."""
