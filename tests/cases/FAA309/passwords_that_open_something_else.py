from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    repo_password: Mapped[str]
    wazuh_auth_password: Mapped[str]
    portal_password: Mapped[str]


class NewCustomer(BaseModel):
    repo_password: str
    wazuh_auth_password: str
    portal_password: str


@app.post("/customers")
def create_customer(new: NewCustomer, session: Annotated[Session, Depends(get_session)]) -> int:
    customer = Customer(
        repo_password=new.repo_password, wazuh_auth_password=new.wazuh_auth_password
    )
    customer.portal_password = new.portal_password  # FAA309
    session.add(customer)
    session.commit()
    return customer.id
