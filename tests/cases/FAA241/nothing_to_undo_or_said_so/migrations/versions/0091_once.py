import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"


def upgrade() -> None:
    if "note" in sa.inspect(op.get_bind()).get_table_names():
        return
    for table in ("book", "user"):
        if sa.inspect(op.get_bind()).get_pk_constraint(table)["constrained_columns"]:
            continue
        op.create_primary_key(f"pk_{table}", table, ["id"])
    op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    pass
