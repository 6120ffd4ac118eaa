from alembic import op

revision = "e"
down_revision = "d"


def upgrade() -> None:
    op.create_index("ix_user_e", "user", ["e"])  # FAA247


def downgrade() -> None:
    op.drop_index("ix_user_e", "user")
