import sqlalchemy as sa
from alembic import op

revision = "a"
down_revision = None
branch_labels = ("one",)


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
