from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


def switch_off(session: Session, name: str) -> None:
    session.execute(text("UPDATE plugin SET active = false WHERE name = :n"), {"n": name})


def load(session: Session, name: str) -> str:
    try:
        return open(name).read()
    except OSError:
        switch_off(session, name)
        raise


@app.post("/plugins")
def load_plugins(names: list[str], session: Session = Depends(get_session)) -> list[str]:
    return [load(session, name) for name in names]
