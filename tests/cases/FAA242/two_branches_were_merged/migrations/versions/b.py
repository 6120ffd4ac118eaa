import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
