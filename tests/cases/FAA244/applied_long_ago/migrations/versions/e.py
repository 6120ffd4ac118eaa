import sqlalchemy as sa
from alembic import op

revision = "e"
down_revision = "d"


def upgrade() -> None:
    op.add_column("user", sa.Column("e", sa.Integer(), nullable=False))  # FAA244


def downgrade() -> None:
    op.drop_column("user", "e")
