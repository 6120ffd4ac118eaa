from alembic import context
from shop.models import Base

target_metadata = Base.metadata


def run() -> None:
    context.configure(target_metadata=target_metadata)
