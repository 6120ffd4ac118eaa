import sqlalchemy as sa
from alembic import op

revision = "c"
down_revision = "a"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
