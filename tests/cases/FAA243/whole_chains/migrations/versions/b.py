import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "a1b2"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
