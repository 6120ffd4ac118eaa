import sqlalchemy as sa
from alembic import op
from shop.models import User

revision = "b"
down_revision = "a"


def upgrade() -> None:
    op.add_column(User.__tablename__, sa.Column("name", sa.String()))


def downgrade() -> None:
    op.drop_column(User.__tablename__, "name")
