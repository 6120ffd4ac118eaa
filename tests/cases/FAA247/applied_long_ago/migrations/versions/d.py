from alembic import op

revision = "d"
down_revision = "c"


def upgrade() -> None:
    op.create_index("ix_user_d", "user", ["d"])  # FAA247


def downgrade() -> None:
    op.drop_index("ix_user_d", "user")
