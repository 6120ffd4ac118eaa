from alembic import op

revision = "a"
down_revision = None


def upgrade() -> None:
    op.create_index("ix_user_a", "user", ["a"])


def downgrade() -> None:
    op.drop_index("ix_user_a", "user")
