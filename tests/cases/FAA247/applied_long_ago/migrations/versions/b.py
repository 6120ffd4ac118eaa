from alembic import op

revision = "b"
down_revision = "a"


def upgrade() -> None:
    op.create_index("ix_user_b", "user", ["b"])


def downgrade() -> None:
    op.drop_index("ix_user_b", "user")
