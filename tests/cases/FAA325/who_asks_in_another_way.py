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


def find(session: Session, order_id: int, user: User) -> Order:
    return session.query(Order).filter(Order.id == order_id, Order.user_id == user.id).one()


def must_be_mine(order: Order, user: User) -> None:
    if order.user_id != user.id:
        raise HTTPException(403)


@app.get("/orders/{order_id}")
def read_found(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> int:
    order = find(session, order_id, user)
    return order.id


@app.get("/orders/{order_id}/a")
def read_checked(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> int:
    order = session.get(Order, order_id)
    must_be_mine(order, user)
    return order.id


@app.get("/orders/{order_id}/b")
def read_filtered(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> int:
    order = session.query(Order).filter(Order.id == order_id, Order.user_id == user.id).one()
    return order.id


def order_of_user(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> Order:
    order = session.get(Order, order_id)
    if order.user_id != user.id:
        raise HTTPException(404)
    return order


@app.get("/orders/{order_id}/c")
def read_injected(
    order_id: int,
    mine: Order = Depends(order_of_user),
    session: Session = Depends(get_session),
) -> int:
    order = session.get(Order, order_id)
    return order.id
