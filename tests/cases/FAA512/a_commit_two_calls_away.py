from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
app = FastAPI()


def finish(session: Session) -> None:
    session.commit()


def store(session: Session) -> None:
    session.execute(text("delete from book"))
    finish(session)


@app.delete("/")
def clear() -> None:
    """Forget all."""
    with Session(engine) as session:
        try:
            store(session)
        except Exception:  # FAA512
            session.rollback()
