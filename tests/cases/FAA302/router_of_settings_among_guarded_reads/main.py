import catalog
import preferences
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

app = FastAPI()
app.include_router(preferences.router)
app.include_router(catalog.router)
bearer = HTTPBearer()


@app.get("/orders")
def orders(user=Depends(bearer)):
    return store["orders"]


@app.get("/orders/{number}")
def order(number: int, user=Depends(bearer)):
    return store[number]


@app.get("/orders/{number}/lines")
def lines(number: int, user=Depends(bearer)):
    return store[number]


@app.get("/carts/{number}")
def cart(number: int, user=Depends(bearer)):
    return store[number]


@app.get("/carts/{number}/lines")
def cart_lines(number: int, user=Depends(bearer)):
    return store[number]


@app.get("/returns")
def returns(user=Depends(bearer)):
    return store["returns"]


@app.get("/returns/{number}")
def returned(number: int, user=Depends(bearer)):
    return store[number]


@app.get("/claims")
def claims(user=Depends(bearer)):
    return store["claims"]


store = {}
