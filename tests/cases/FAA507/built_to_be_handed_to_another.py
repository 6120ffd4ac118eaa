from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class OrderRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def count(self) -> int:
        return self.session.execute(text("SELECT 1")).scalar_one()


class Orders:
    def __init__(self, orders: OrderRepository) -> None:
        self.orders = orders

    def count(self) -> int:
        return self.orders.count()


class Greeting:
    def __init__(self, orders: OrderRepository, name: str) -> None:
        self.orders = orders
        self.name = name

    def text(self) -> str:
        return f"{self.name}, you have {self.orders.count()} orders"


@app.get("/nested")
def nested(session: Db) -> int:
    return Orders(OrderRepository(session)).count()  # FAA507


@app.get("/named")
def named(session: Db) -> int:
    repository = OrderRepository(session)
    return Orders(repository).count()  # FAA507


@app.get("/both")
def both(session: Db) -> int:
    repository = OrderRepository(session)  # FAA507
    return Orders(orders=repository).count() + repository.count()  # FAA507


@app.get("/greeting")
def greet(name: str, session: Db) -> str:
    return Greeting(OrderRepository(session), name).text()  # FAA507
