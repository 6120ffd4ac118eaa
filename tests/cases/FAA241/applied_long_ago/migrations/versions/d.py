import sqlalchemy as sa
from alembic import op

revision = "d"
down_revision = "c"


def upgrade() -> None:
    op.add_column("user", sa.Column("d", sa.Integer()))


def downgrade() -> None:
    op.drop_column("user", "d")
