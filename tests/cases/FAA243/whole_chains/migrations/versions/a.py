import sqlalchemy as sa
from alembic import op

revision = "a1b2"
down_revision = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
