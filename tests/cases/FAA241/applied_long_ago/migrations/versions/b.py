import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    op.add_column("user", sa.Column("b", sa.Integer()))


def downgrade() -> None:
    pass
