import time

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))
MAX_ATTEMPTS = 5


def get_session():
    with make_session() as session:
        yield session


@app.get("/")
def index(seconds: int, session: Session = Depends(get_session)):
    for attempt in range(MAX_ATTEMPTS):
        session.execute(text("SELECT 1"))
    for _ in range(seconds):
        session.execute(text("SELECT 1"))
    for second in range(seconds):
        session.execute(text("SELECT 1"))
        time.sleep(second)
    for depth in range(seconds):
        session.execute(text("SELECT 1"), {"depth": depth})
    numbers = [1, 2]
    for number in range(len(numbers)):
        session.execute(text("SELECT 1"), {"number": number})  # FAA201
        session.execute(text("SELECT 2"), {"number": number})
