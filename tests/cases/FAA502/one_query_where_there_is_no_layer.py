from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


@app.get("/")
def index(session: Session = Depends(get_session)):
    return session.execute(text("SELECT 1 FROM book")).all()
