import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = None


def upgrade() -> None:
    from shop.models import User  # FAA245

    print(User)


def downgrade() -> None:
    pass
