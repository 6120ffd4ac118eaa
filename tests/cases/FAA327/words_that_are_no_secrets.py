import logging
import os

from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
logger = logging.getLogger(__name__)
engine = create_engine("sqlite://")
PASSWORD = SecretStr(os.environ["PASSWORD"])


class Base(DeclarativeBase):
    pass


class ApiKey(Base):
    __tablename__ = "api_keys"
    id: Mapped[int] = mapped_column(primary_key=True)


@app.delete("/keys/{key_id}")
def delete(key_id: int) -> None:
    with Session(engine) as session:
        api_key = session.get_one(ApiKey, key_id)
        logger.info("deleting %s", api_key)
        session.delete(api_key)


@app.get("/state")
def state() -> None:
    has_password = bool(PASSWORD)
    logger.info("password %s, given: %s", PASSWORD, has_password)
    need_api_key = len(os.environ) > 1
    logger.info("key: %s", need_api_key)
    api_key = os.environ["KEY"]
    logger.info("key of %s characters, %s", len(api_key), api_key[:4])
