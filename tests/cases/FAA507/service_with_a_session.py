from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


class Orders:
    def __init__(self, session: Session) -> None:
        self.session = session

    def count(self) -> int:
        return self.session.execute(text("SELECT 1")).scalar_one()


def get_orders(session: Session = Depends(get_session)) -> Orders:
    return Orders(session)


@app.get("/built")
def built(session: Session = Depends(get_session)) -> int:
    return Orders(session).count()  # FAA507


@app.get("/injected")
def injected(orders: Orders = Depends(get_orders)) -> int:
    return orders.count()
