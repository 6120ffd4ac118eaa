import sqlalchemy as sa
from alembic import op

revision = "c"
down_revision = "b"


def upgrade() -> None:
    op.create_table("loan", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    """Downgrades are not supported."""
