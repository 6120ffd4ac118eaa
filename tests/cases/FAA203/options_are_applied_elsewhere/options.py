from models import Order
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption


def everything() -> list[ORMOption]:
    return [joinedload(Order.customer), selectinload(Order.lines)]
