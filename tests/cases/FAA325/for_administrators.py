from fastapi import Depends, FastAPI, Header, HTTPException, Security
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


def require_admin(user: User) -> None: ...


@app.get("/orders/{order_id}")
def read_any(
    order_id: int, user: User = Depends(current_user), session: Session = Depends(get_session)
) -> int:
    require_admin(user)
    order = session.get(Order, order_id)
    return order.id


def get_admin_user(user: User = Depends(current_user)) -> User:
    if user.id != 1:
        raise HTTPException(403)
    return user


@app.get("/orders/{order_id}/export")
def export(
    order_id: int, user: User = Depends(get_admin_user), session: Session = Depends(get_session)
) -> int:
    order = session.get(Order, order_id)
    return order.id


@app.get("/orders/{order_id}/lines")
def lines(
    order_id: int,
    user: User = Security(current_user, scopes=["orders:read"]),
    session: Session = Depends(get_session),
) -> int:
    """Every user may have the scope."""
    order = session.get(Order, order_id)  # FAA325
    return order.id


def renamed(order: Order, name: str) -> Order: ...


@app.patch("/orders/mine")
def rename(name: str, user: User = Depends(current_user)) -> int:
    """The name chooses no order."""
    order = newest(user)
    order = renamed(order, name)
    return order.id


def newest(user: User) -> Order: ...
