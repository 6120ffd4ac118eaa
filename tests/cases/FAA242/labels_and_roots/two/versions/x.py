import sqlalchemy as sa
from alembic import op

revision = "x"
down_revision = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
