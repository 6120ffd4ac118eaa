import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = "b1"  # FAA243


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
