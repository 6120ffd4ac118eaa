from alembic import op

revision = "c"
down_revision = "b"


def upgrade() -> None:
    op.create_index("ix_user_c", "user", ["c"])  # FAA247


def downgrade() -> None:
    op.drop_index("ix_user_c", "user")
