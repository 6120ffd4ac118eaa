import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

name = "ix_book_computed"


def upgrade() -> None:
    op.create_table("book", sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.Text))
    op.create_index(op.f("ix_book_title"), "book", ["title"])
    op.create_index("ix_order_title", "order", ["title"], postgresql_concurrently=True)
    op.create_index(name, "order", ["title"])
    with op.batch_alter_table("order") as batch_op:
        batch_op.create_index("ix_order_number", ["number"])


def downgrade() -> None:
    op.create_index("ix_order_old", "order", ["old"])
    op.drop_table("book")
