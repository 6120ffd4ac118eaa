import sqlalchemy as sa
from alembic import op

revision = "a"
down_revision = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
