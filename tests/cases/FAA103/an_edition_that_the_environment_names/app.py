import books
import sold
from fastapi import FastAPI
from settings import edition

app = FastAPI()
if edition.name == "open":  # another edition has routes of its own instead
    app.include_router(books.router)
app.include_router(sold.router)
