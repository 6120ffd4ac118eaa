import sqlalchemy as sa
from alembic import op

revision = "b1"
down_revision = "gone"  # FAA243


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
