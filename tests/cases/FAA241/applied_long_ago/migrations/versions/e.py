import sqlalchemy as sa
from alembic import op

revision = "e"
down_revision = "d"


def upgrade() -> None:
    op.add_column("user", sa.Column("e", sa.Integer()))


def downgrade() -> None:  # FAA241
    pass
