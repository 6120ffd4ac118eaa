# options: public-routes=GET /prices/*: shown in the shop
from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer

bearer = Depends(HTTPBearer())
books = APIRouter(prefix="/books")
prices = APIRouter(prefix="/prices")


@books.get("/")
def list_books(): ...


@books.get("/{book_id}")
def read_book(book_id: int): ...


@books.put("/{book_id}", dependencies=[bearer])
def change_book(book_id: int): ...


@books.delete("/{book_id}", dependencies=[bearer])
def delete_book(book_id: int): ...


@prices.get("/", dependencies=[bearer])
def list_prices(): ...


@prices.get("/sum", dependencies=[bearer])
def sum_prices(): ...


@prices.get("/old", dependencies=[bearer])
def old_prices(): ...


@prices.put("/", dependencies=[bearer])
def change_prices(): ...


@prices.get("/today")
def todays_prices(): ...


app = FastAPI()
app.include_router(books)
app.include_router(prices)
