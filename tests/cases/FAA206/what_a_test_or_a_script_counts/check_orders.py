from db import make_session
from models import Order
from sqlalchemy import select


def main() -> None:
    with make_session() as session:
        if not session.scalars(select(Order)).all():
            print("no orders")


if __name__ == "__main__":
    main()
