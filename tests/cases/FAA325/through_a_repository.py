from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


def get_session() -> Session: ...


def current_user(authorization: str = Header(), session: Session = Depends(get_session)) -> User:
    user = session.get(User, authorization)
    if user is None:
        raise HTTPException(401)
    return user


@app.get("/orders/{order_id}/state")
def read_state(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> None:
    order = session.get(Order, order_id)
    if order.user_id != user.id:
        raise HTTPException(404)
    session.refresh(order)


class Orders:
    def by_id(self, session: Session, key: int) -> Order | None:
        return session.get(Order, key)


orders = Orders()


@app.get("/orders/{order_id}")
def read_any(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> int:
    order = orders.by_id(session, order_id)  # FAA325
    return order.id


@app.get("/orders/{order_id}/total")
def read_total(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> int:
    order = session.query(Order).filter(Order.id == order_id).first()  # FAA325
    return order.id
