from typing import Annotated

from fastapi import Depends, FastAPI
from rates import get_rate

app = FastAPI()


@app.get("/price")
def read_price(weight: int, rate: Annotated[int, Depends(get_rate)]) -> int:
    return weight * rate
