import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    op.execute("UPDATE user SET id = 1")


def downgrade() -> None:
    pass
