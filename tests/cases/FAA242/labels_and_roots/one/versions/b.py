import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = None
branch_labels = ("two",)


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
