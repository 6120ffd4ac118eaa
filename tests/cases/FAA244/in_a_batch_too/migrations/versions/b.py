import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    with op.batch_alter_table("user") as batch_op:
        batch_op.add_column(sa.Column("age", sa.Integer(), nullable=False))  # FAA244


def downgrade() -> None:
    pass
