import sqlalchemy as sa
from alembic import op

revision = "c"
down_revision = "b"


def upgrade() -> None:
    op.add_column("user", sa.Column("c", sa.Integer()))


def downgrade() -> None:  # FAA241
    pass
