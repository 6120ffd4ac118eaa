import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = None


def upgrade() -> None:
    op.alter_column("user", "name", type_=sa.String(200))
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("user")}
    if "age" not in columns:
        op.add_column("user", sa.Column("age", sa.Integer()))
    op.create_index("ix_user_age", "user", ["age"], if_not_exists=True)


def downgrade() -> None:
    """Widened columns may stay."""
