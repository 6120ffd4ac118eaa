import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    op.add_column("user", sa.Column("b", sa.Integer(), nullable=False))


def downgrade() -> None:
    op.drop_column("user", "b")
