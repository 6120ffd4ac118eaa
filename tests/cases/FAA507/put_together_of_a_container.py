from dataclasses import dataclass

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


class Orders:
    def __init__(self, session: Session) -> None:
        self.session = session

    def count(self) -> int:
        return self.session.execute(text("SELECT 1")).scalar_one()


@dataclass
class Services:
    session: Session
    orders: Orders


class CountOrders:
    def __init__(self, orders: Orders, limit: int = 10) -> None:
        self.orders = orders
        self.limit = limit

    def execute(self) -> int:
        return min(self.orders.count(), self.limit)


def get_services():
    with make_session() as session:
        yield Services(session, Orders(session))


@app.get("/put-together")
def put_together(services: Services = Depends(get_services)) -> int:
    return CountOrders(orders=services.orders).execute()


@app.get("/made")
def made(services: Services = Depends(get_services)) -> int:
    return CountOrders(Orders(services.session)).execute()  # FAA507


@app.get("/of-nothing")
def of_nothing() -> int:
    return CountOrders(Orders(make_session())).execute()  # FAA507
