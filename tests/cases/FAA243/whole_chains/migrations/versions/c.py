import sqlalchemy as sa
from alembic import op

revision = "c1"
down_revision = "a1"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
