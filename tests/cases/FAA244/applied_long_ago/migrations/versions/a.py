import sqlalchemy as sa
from alembic import op

revision = "a"
down_revision = None


def upgrade() -> None:
    op.add_column("user", sa.Column("a", sa.Integer(), nullable=False))


def downgrade() -> None:
    op.drop_column("user", "a")
