from fastapi import FastAPI, HTTPException
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
app = FastAPI()


def stored(session: Session) -> bool:
    try:
        session.execute(text("delete from book"))
        session.commit()
        return True
    except Exception:
        return False


@app.delete("/")
def clear() -> None:
    """Forget all."""
    with Session(engine) as session:
        if not stored(session):
            raise HTTPException(503)
