from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.orm import Session

from app.deps import get_session
from app.services.orders import count

app = FastAPI()


@app.get("/orders/count")
def count_orders(session: Annotated[Session, Depends(get_session)]) -> int:
    return count(session)
