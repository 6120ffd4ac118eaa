from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index(op.f("ix_book_title"), "book", ["title"], unique=False)  # FAA247
    op.create_index("ix_book_author", "book", ["author"])
    op.create_index("ix_order_day", table_name="order", columns=["day"])  # FAA247
