import sqlalchemy as sa
from alembic import op

revision = "a"
down_revision = None


def upgrade() -> None:
    op.create_table("user", sa.Column("id", sa.Integer()))
    op.add_column("user", sa.Column("early", sa.Integer(), nullable=False))


def downgrade() -> None:
    pass
