from database import get_session
from fastapi import Depends, FastAPI
from repository import first, second, third
from sqlalchemy import text
from sqlalchemy.orm import Session

app = FastAPI()


@app.get("/around")
def around(session: Session = Depends(get_session)):  # FAA502
    return session.execute(text("SELECT 1 FROM book")).all()


@app.get("/lookup/{key}")
def lookup(key: int, session: Session = Depends(get_session)):
    return session.get(object, key)


@app.get("/through")
def through(session: Session = Depends(get_session)):
    return [first(session), second(session), third(session)]


@app.get("/again")
def again(session: Session = Depends(get_session)):
    return first(session)


@app.get("/health")
def health(session: Session = Depends(get_session)):
    session.execute(text("SELECT 1"))
    return {"ok": True}
