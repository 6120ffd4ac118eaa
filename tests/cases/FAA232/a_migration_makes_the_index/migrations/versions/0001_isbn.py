from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_index("ix_book_isbn", "book", ["isbn"])
