import sqlalchemy as sa
from alembic import op

revision = "d"
down_revision = ("b", "c")


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
