from alembic import op
from shop.models import User  # FAA245

revision = "c"
down_revision = "b"


def upgrade() -> None:
    op.execute(f"UPDATE {User.__tablename__} SET name = lower(name)")
    op.create_index("ix_user", User.__tablename__, [User.id.name])


def downgrade() -> None:
    op.drop_index("ix_user")
