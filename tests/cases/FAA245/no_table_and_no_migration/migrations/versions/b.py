from shop.models import LIMIT, Color
import sqlalchemy as sa
from alembic import op

revision = "b"
down_revision = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass


print(Color, LIMIT)
