import sqlalchemy as sa
from alembic import op

revision = "c"
down_revision = "a"  # FAA242


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
