import sqlalchemy as sa
from alembic import op

revision = "c"
down_revision = "b"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
