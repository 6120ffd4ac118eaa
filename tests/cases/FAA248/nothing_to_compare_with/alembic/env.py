from alembic import context
from shop.models import Base

target_metadata = None  # FAA248


def run() -> None:
    context.configure(target_metadata=target_metadata)
