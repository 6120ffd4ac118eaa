from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
engine = create_engine("sqlite:///shop.db")
make_session = sessionmaker(engine)


class Repository:
    session = Session(engine)  # FAA212


def start() -> None:
    app.state.session = make_session()  # FAA212
