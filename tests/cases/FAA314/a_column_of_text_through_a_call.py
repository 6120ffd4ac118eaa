from typing import Annotated, Iterator

from fastapi import Depends, FastAPI
from sqlalchemy import Column, Integer, String, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Session

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class Tenant(Base):
    __tablename__ = "tenants"
    id = Column(Integer, primary_key=True)
    schema = Column(String(40))


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def enter(session: Session, schema: str) -> None:
    session.execute(text("SET search_path TO " + schema))  # FAA314


@app.get("/tenants/{tenant_id}")
def show(tenant_id: int, session: Annotated[Session, Depends(get_session)]) -> None:
    tenant = session.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
    enter(session, tenant.schema)
