import sqlalchemy as sa
from alembic import op

revision = "c"
down_revision = "b"


def upgrade() -> None:
    op.execute("DELETE FROM user")
    op.add_column("user", sa.Column("late", sa.Integer(), nullable=False))


def downgrade() -> None:
    pass
