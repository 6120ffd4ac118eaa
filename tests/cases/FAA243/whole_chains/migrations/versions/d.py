import sqlalchemy as sa
from alembic import op

revision = "d1"
down_revision = ("b1", "c1")


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
