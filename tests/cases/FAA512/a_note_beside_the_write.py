from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
app = FastAPI()


def note(session: Session) -> None:
    session.execute(text("insert into note values (1)"))
    session.commit()


@app.delete("/")
def clear() -> None:
    """Forget all."""
    with Session(engine) as session:
        session.execute(text("delete from book"))
        session.commit()
        try:
            note(session)
        except Exception as error:
            print(error)
