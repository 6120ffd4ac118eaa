import sqlalchemy as sa
from alembic import op

revision = "a"
down_revision = None


def upgrade() -> None:
    op.create_table("author", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    """Downgrades are not supported."""
