from app.services.prices import Price
from fastapi import FastAPI

app = FastAPI()


@app.get("/prices")
def price(amount: int, factor: int) -> int:
    return Price(amount=amount).times(factor)
