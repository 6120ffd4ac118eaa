import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    op.add_column("user", sa.Column("age", sa.Integer(), nullable=True))
    op.execute("UPDATE user SET age = 0")
    op.alter_column("user", "age", nullable=False)
    op.add_column("user", sa.Column("size", sa.Integer(), server_default="0", nullable=False))
    op.add_column("user", sa.Column("key", sa.Integer(), sa.Identity(), nullable=False))


def downgrade() -> None:
    pass
